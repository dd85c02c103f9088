"""Publication: the published file and its tables in an object store, switched by one manifest."""
