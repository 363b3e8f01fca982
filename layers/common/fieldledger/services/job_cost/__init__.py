"""Reading what the cost of a job is made of; ``domain/job_cost.py`` adds it up."""
