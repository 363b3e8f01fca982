"""What `sam build` made: the artifacts themselves, under the runtime that Lambda gives them."""
