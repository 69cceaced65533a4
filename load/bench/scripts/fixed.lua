-- One request, spelled once: the floor of what a client can cost.
wrk.method = "PUT"
