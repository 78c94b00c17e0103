"""The workloads by theme: each module declares one ``section``, and each body runs unchanged under either library."""

SECTIONS = (
    "small",
    "transforms",
    "optimizers",
    "elementwise",
    "reductions",
    "lines",
    "products",
    "factorisations",
    "fourier",
    "networks",
    "attention",
    "busy",
    "random",
    "data",
    "startup",
)
