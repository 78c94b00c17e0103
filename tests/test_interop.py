"""Memory shared with NumPy and others: no copies, clear refusals."""

import copy
import pickle
import warnings

import pytest

import flambeau as torch

numpy = pytest.importorskip("numpy")

TYPES = ["bool", "uint8", "int8", "int16", "int32", "int64", "float16", "float32", "float64", "complex64", "complex128"]


@pytest.mark.parametrize("name", TYPES)
def test_numpy_both_ways_without_a_copy(name):
    array = numpy.array([[0, 1, 2], [3, 4, 5]], dtype=name)
    tensor = torch.from_numpy(array)
    assert tensor.dtype == getattr(torch, name)
    assert tensor.data_ptr() == array.ctypes.data
    tensor[0, 1] = 0
    assert array[0, 1] == 0
    back = tensor.t().numpy()
    assert back.ctypes.data == array.ctypes.data
    assert back.tolist() == array.T.tolist()


@pytest.mark.parametrize("name", TYPES)
def test_dlpack_both_ways_without_a_copy(name):
    array = numpy.array([[0, 1], [2, 3]], dtype=name)
    tensor = torch.from_dlpack(array)
    assert tensor.data_ptr() == array.ctypes.data
    assert numpy.from_dlpack(tensor).ctypes.data == array.ctypes.data
    assert tensor.tolist() == array.tolist()


def test_a_capsule_is_used_once():
    capsule = torch.ones(2).__dlpack__()
    torch.from_dlpack(capsule)
    with pytest.raises(ValueError, match="consumed only once"):
        torch.from_dlpack(capsule)


def test_the_memory_outlives_its_first_owner():
    array = torch.arange(1000).numpy()
    assert array.sum() == 499500
    tensor = torch.from_numpy(numpy.arange(1000))
    assert tensor.sum().item() == 499500
    tensor = torch.from_dlpack(torch.arange(1000))
    assert tensor.sum().item() == 499500


def test_the_buffer_protocol():
    tensor = torch.tensor([[1.0, 2.0], [3.0, 4.0]])
    view = memoryview(tensor)
    assert (view.shape, view.format, view.strides) == ((2, 2), "f", (8, 4))
    view[0, 1] = 9.0
    assert tensor[0, 1].item() == 9.0
    assert memoryview(tensor.t()).strides == (4, 8)


def test_refusals():
    x = torch.ones(2, requires_grad=True)
    with pytest.raises(RuntimeError, match="Can't call numpy\\(\\) on Tensor that requires grad"):
        x.numpy()
    with pytest.raises(TypeError, match="BFloat16"):
        torch.ones(2, dtype=torch.bfloat16).numpy()
    with pytest.raises(ValueError, match="negative"):
        torch.from_numpy(numpy.arange(3)[::-1])
    with pytest.raises(TypeError, match=r"expected np\.ndarray"):
        torch.from_numpy([1, 2])
    for look in (memoryview, numpy.asarray, numpy.array):  # at memory whose writes would not be recorded
        with pytest.raises((RuntimeError, BufferError), match="requires grad"):
            look(x)


def test_numpy_functions_take_tensors():
    assert numpy.asarray(torch.arange(3)).tolist() == [0, 1, 2]
    product = numpy.float32(2.0) * torch.ones(2)
    assert isinstance(product, torch.Tensor)
    assert (torch.ones(2) * numpy.float64(3)).tolist() == [3.0, 3.0]


def test_copies_and_pickles():
    x = torch.arange(6.0).view(2, 3).t().requires_grad_()
    for y in (copy.deepcopy(x), pickle.loads(pickle.dumps(x))):
        assert y.tolist() == x.tolist()
        assert y.requires_grad
        assert y.stride() == x.stride()
        assert y.data_ptr() != x.data_ptr()
    shared = torch.zeros(3)
    a, b = copy.deepcopy([shared, shared[1:]])
    a[1] = 5
    assert b[0].item() == 5


@pytest.mark.skipif(not hasattr(torch.Tensor, "__buffer__"), reason="Python hands out buffers by hand from 3.12 on")
def test_a_buffer_that_is_asked_for_without_shape_is_a_line() -> None:
    for x in (torch.ones(2, 3), torch.tensor(1.0), torch.ones(2, 0)):
        buffer = x.__buffer__(0)
        assert (buffer.ndim, buffer.nbytes) == (1, x.nbytes)
        assert buffer.tobytes() == x.numpy().tobytes()


@pytest.mark.parametrize(
    ("data", "dtype"),
    [
        ([numpy.float64(1)], "float64"),
        ([numpy.float32(1)], "float32"),
        ([numpy.float64(1), 1.0], "float64"),
        ([numpy.float32(1), 1.0], "float32"),
        ([numpy.int32(1)], "int32"),
        ([numpy.int32(1), 1], "int64"),
        ([numpy.int32(1), 1.0], "float32"),
        ([numpy.float16(1), 2], "float16"),
        ([numpy.bool_(True)], "bool"),
        ([numpy.complex64(1j)], "complex64"),
        ([[numpy.float64(2), 1], [1, 2]], "float64"),
        ([numpy.zeros(2), numpy.ones(2, dtype=numpy.int64)], "float64"),
        ([numpy.array(1.5), numpy.array(2)], "float64"),  # without dimensions: numbers
        ([2, numpy.array(1)], "int64"),
        ([[numpy.array(1), 2], [3, numpy.int64(4)]], "int64"),
    ],
)
def test_lists_of_numpy_scalars_keep_their_dtype(data: list[object], dtype: str) -> None:
    with warnings.catch_warnings(action="ignore"):
        made = torch.tensor(data)
        assert made.dtype == torch.as_tensor(data).dtype == getattr(torch, dtype)
    assert made.tolist() == numpy.array(data).tolist()
