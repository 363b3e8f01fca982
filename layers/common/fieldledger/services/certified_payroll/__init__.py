"""Certified payroll: a job's week as approved and posted, to look at and to download."""
