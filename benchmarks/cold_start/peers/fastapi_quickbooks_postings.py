"""The queue's worker, in the module that also serves the API, as one application on Lambda has it."""

from boto3_quickbooks_postings import lambda_handler as lambda_handler
from fastapi_list_projects import app as app
