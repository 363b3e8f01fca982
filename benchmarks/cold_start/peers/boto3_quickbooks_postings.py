"""The queue's worker with Powertools' batch utility and boto3, without a web framework."""

import shared
from aws_lambda_powertools.utilities.batch import SqsFifoPartialProcessor, process_partial_response

processor = SqsFifoPartialProcessor()


def handle(record):
    shared.write_postings(shared.WakeUp.model_validate_json(record.body))


def lambda_handler(event, context):
    return process_partial_response(event, handle, processor, context)
