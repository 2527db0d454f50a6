import json

import pyarrow as pa
import pyarrow.flight as flight
import pytest

import tadashi_mizu as tm
from tadashi_mizu._errors import find_detail, from_arrow, from_detail

DETAIL = {
    "code": 1007,
    "name": "UNKNOWN_COLUMN",
    "class": "user",
    "message": "there is no column 'x'",
    "where": {"column": "x"},
    "hint": "columns: a, b",
}


@pytest.mark.parametrize(
    ("name", "number", "kind"),
    [
        ("user", 1003, tm.UserError),
        ("resources", 2001, tm.ResourceError),
        ("external", 3005, tm.ExternalError),
        ("internal", 4001, tm.InternalError),
    ],
)
def test_the_class_decides_the_exception(name, number, kind):
    full = from_detail({"code": number, "name": "X", "class": name, "message": "m"})
    by_number = from_detail({"code": number, "name": "X", "message": "m"})
    assert type(full) is kind and type(by_number) is kind
    assert isinstance(full, tm.TadashiError) and full.error_class == name


def test_an_error_tells_what_where_and_what_to_do():
    error = from_detail(DETAIL)
    assert error.code == 1007 and error.name == "UNKNOWN_COLUMN"
    assert error.where == {"column": "x"} and error.hint == "columns: a, b"
    assert str(error) == ("UNKNOWN_COLUMN 1007: there is no column 'x' [column=x] (columns: a, b)")


def test_the_detail_is_found_beside_or_inside_the_message():
    beside = flight.FlightServerError("failed", json.dumps(DETAIL).encode())
    inside = pa.ArrowInvalid(
        f"Flight returned invalid argument error, with message: {json.dumps(DETAIL)}. "
        "gRPC client debug context: {grpc_status:3}. Client context: OK"
    )
    for failure in (beside, inside):
        error = from_arrow(failure)
        assert type(error) is tm.UserError and error.code == 1007


def test_other_braces_are_not_taken_for_a_detail():
    assert find_detail('{not json} {"code": "x"} {}') is None
    assert find_detail("{ " + json.dumps(DETAIL)) == DETAIL


def test_failures_without_a_detail_still_have_a_class():
    gone = from_arrow(flight.FlightUnavailableError("no route"))
    assert type(gone) is tm.ExternalError and gone.name == "SERVER_UNREACHABLE"
    assert type(from_arrow(flight.FlightUnauthenticatedError("no"))) is tm.UserError
    odd = from_arrow(pa.ArrowInvalid("odd. gRPC client debug context: long"))
    assert type(odd) is tm.InternalError and odd.message == "odd"


@pytest.mark.parametrize("address", ["ftp://host", "http://", "://"])
def test_an_address_that_is_none_is_refused(address):
    with pytest.raises(ValueError, match="is no address"):
        tm.connect(address)


def test_nobody_at_the_address_is_an_external_error(unused_port):
    for address in (f"localhost:{unused_port}", f"grpc://localhost:{unused_port}"):
        with pytest.raises(tm.ExternalError) as caught:
            tm.connect(address)
        assert caught.value.name == "SERVER_UNREACHABLE"
