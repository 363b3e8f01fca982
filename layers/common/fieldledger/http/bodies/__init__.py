"""Bodies of requests, closed to what we do not know: a misspelt field must not be taken as absent."""
