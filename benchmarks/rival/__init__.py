"""The rival: what a Django programmer writes in an afternoon. What any Django costs at least."""
