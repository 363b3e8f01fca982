"""The schedule, in the module that also serves the API."""

from boto3_sweep_postings import lambda_handler as lambda_handler
from fastapi_list_projects import app as app
