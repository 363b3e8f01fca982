"""The schedule with boto3, without a web framework."""

import shared


def lambda_handler(event, context):
    shared.sweep()
    return {}
