"""What a request costs in a container that is warm: ours beside the same routes as AWS's samples write them."""
