"""The rival: what a Django programmer writes in an afternoon. Bounds from below what any application of Django costs."""
