"""The API's description, assembled from the functions themselves."""
