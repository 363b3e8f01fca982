"""What whoever runs a stack does now and then: dead letters, replays, restores, rotations, export and erasure."""
