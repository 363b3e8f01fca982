"""What every benchmark needs: servers, a machine's description, and where figures go."""
