"""Walks the vendor's Python client through a log server and prints what came of it, as JSON: scenario -> null or the failure."""

import json
import sys
import traceback
from itertools import islice
from uuid import uuid4

from kurrentdbclient import KurrentDBClient, NewEvent, StreamState
from kurrentdbclient.events import CaughtUp, Checkpoint
from kurrentdbclient.exceptions import (
    FailedPreconditionError,
    KurrentDBClientError,
    MaximumAppendSizeExceededError,
    NotFoundError,
    StreamIsDeletedError,
    WrongCurrentVersionError,
)

# What this client makes of "stream deleted" depends on which of its appends is told so.
STREAM_DELETED = (StreamIsDeletedError, FailedPreconditionError)

client = KurrentDBClient(uri=sys.argv[1])
NO_STREAM, EXISTS, ANY = StreamState.NO_STREAM, StreamState.EXISTS, StreamState.ANY


def fresh(category="notes"):
    return f"{category}-{uuid4()}"


def noted(note, kind="Noted"):
    return NewEvent(type=kind, data=json.dumps({"note": note}).encode(), metadata=b'{"actor": "anna"}')


def notes_of(events):
    return [json.loads(event.data)["note"] for event in events]


def stream_of(*notes, category="notes"):
    stream = fresh(category)
    events = [noted(note) for note in notes]
    position = client.append_events(stream, events=events, current_version=NO_STREAM)
    return stream, events, position


def refused(error, act):
    try:
        act()
    except error as refusal:
        return refusal
    raise AssertionError(f"not refused with {error}")


def append_with_every_expected_revision():
    stream = fresh()
    positions = [
        client.append_event(stream, event=noted(1), current_version=NO_STREAM),
        client.append_events(stream, events=[noted(2), noted(3)], current_version=0),
        client.append_event(stream, event=noted(4), current_version=2),
        client.append_events(stream, events=[noted(5)], current_version=EXISTS),
        client.append_event(stream, event=noted(6), current_version=EXISTS),
        client.append_events(stream, events=[noted(7)], current_version=ANY),
        client.append_event(stream, event=noted(8), current_version=ANY),
    ]
    assert positions == sorted(set(positions)), positions
    events = client.get_stream(stream)
    assert notes_of(events) == [1, 2, 3, 4, 5, 6, 7, 8]
    assert [event.stream_position for event in events] == list(range(8))
    assert client.get_current_version(stream) == 7


def conflict():
    stream, _, _ = stream_of(1, 2)
    for append in (
        lambda version: client.append_event(stream, event=noted(9), current_version=version),
        lambda version: client.append_events(stream, events=[noted(9)], current_version=version),
    ):
        for version in (NO_STREAM, 0, 5):
            refusal = refused(WrongCurrentVersionError, lambda: append(version))
            assert "1" in str(refusal), refusal
    absent = fresh()
    refused(WrongCurrentVersionError, lambda: client.append_event(absent, event=noted(9), current_version=EXISTS))
    refused(WrongCurrentVersionError, lambda: client.append_events(absent, events=[noted(9)], current_version=0))
    assert notes_of(client.get_stream(stream)) == [1, 2]


def idempotent_retry():
    stream, events, position = stream_of(1, 2)
    client.append_event(stream, event=noted(3), current_version=1)
    assert client.append_events(stream, events=events, current_version=NO_STREAM) == position
    assert client.append_events(stream, events=events, current_version=ANY) == position
    assert client.append_events(stream, events=events, current_version=EXISTS) == position
    assert client.append_event(stream, event=events[1], current_version=0) == position
    assert notes_of(client.get_stream(stream)) == [1, 2, 3]


def half_a_retry():
    stream, (first, _), _ = stream_of(1, 2)
    for version in (NO_STREAM, ANY, EXISTS):
        refused(WrongCurrentVersionError, lambda: client.append_events(stream, events=[first, noted(8)], current_version=version))
    assert notes_of(client.get_stream(stream)) == [1, 2]


def read_stream_both_ways():
    stream, _, _ = stream_of(1, 2, 3, 4, 5)
    assert notes_of(client.read_stream(stream)) == [1, 2, 3, 4, 5]
    assert notes_of(client.read_stream(stream, stream_position=2)) == [3, 4, 5]
    assert notes_of(client.read_stream(stream, stream_position=1, limit=2)) == [2, 3]
    assert notes_of(client.read_stream(stream, backwards=True)) == [5, 4, 3, 2, 1]
    assert notes_of(client.read_stream(stream, stream_position=2, backwards=True, limit=2)) == [3, 2]
    assert notes_of(client.read_stream(stream, stream_position=9)) == []


def read_log_both_ways():
    _, _, first = stream_of(1)
    _, _, second = stream_of(2)
    _, _, third = stream_of(3)
    assert first < second < third == client.get_commit_position()
    assert notes_of(client.read_all(commit_position=first)) == [1, 2, 3]
    assert notes_of(client.read_all(commit_position=second, limit=1)) == [2]
    assert notes_of(client.read_all(backwards=True, limit=2)) == [3, 2]
    assert notes_of(client.read_all(commit_position=third, backwards=True, limit=2)) == [2, 1]


def read_log_by_filter():
    stream, _, position = stream_of(1, category="chosen")
    other = fresh("other")
    client.append_events(other, events=[noted(2, kind="Told")], current_version=NO_STREAM)
    by = {"commit_position": position, "filter_exclude": ()}
    assert notes_of(client.read_all(**by, filter_include=("chosen-",), filter_by_stream_name=True, filter_by_prefix=True)) == [1]
    assert notes_of(client.read_all(**by, filter_include=(r"other-.*",), filter_by_stream_name=True)) == [2]
    assert notes_of(client.read_all(**by, filter_include=("To",), filter_by_prefix=True)) == [2]
    assert notes_of(client.read_all(**by, filter_include=("Noted",))) == [1]
    client.set_stream_metadata(stream, metadata={"team": "risk"})
    assert notes_of(client.read_all(commit_position=position)) == [1, 2]


def missing_stream():
    refused(NotFoundError, lambda: client.get_stream(fresh()))
    assert client.get_current_version(fresh()) == NO_STREAM


def follow_stream():
    stream, _, _ = stream_of(1, 2)
    with client.subscribe_to_stream(stream, include_caught_up=True) as subscription:
        assert notes_of(islice(subscription, 2)) == [1, 2]
        assert isinstance(next(subscription), CaughtUp)
        client.append_events(stream, events=[noted(3), noted(4)], current_version=1)
        assert notes_of(islice(subscription, 2)) == [3, 4]
    with client.subscribe_to_stream(stream, stream_position=2) as subscription:
        assert notes_of(islice(subscription, 1)) == [4]
    with client.subscribe_to_stream(stream, from_end=True) as subscription:
        client.append_event(stream, event=noted(5), current_version=3)
        assert notes_of(islice(subscription, 1)) == [5]


def follow_log():
    _, _, start = stream_of(0)
    stream, _, first = stream_of(1, category="followed")
    client.append_events(fresh(), events=[noted(note) for note in range(40)], current_version=NO_STREAM)
    options = {"filter_include": ("followed-",), "filter_exclude": (), "filter_by_stream_name": True, "filter_by_prefix": True}
    options |= {"include_checkpoints": True, "include_caught_up": True, "window_size": 10, "checkpoint_interval_multiplier": 2}
    with client.subscribe_to_all(commit_position=start, **options) as subscription:
        seen = list(islice(subscription, 4))
        assert notes_of(seen[:1]) == [1]
        assert [type(event) for event in seen[1:]] == [Checkpoint, Checkpoint, Checkpoint], seen
        assert [event.commit_position - start for event in seen] == [1, 20, 40, 41], seen
        assert isinstance(next(subscription), CaughtUp)
        client.append_events(stream, events=[noted(2), noted(3)], current_version=0)
        assert notes_of(islice(subscription, 2)) == [2, 3]
    with client.subscribe_to_all(commit_position=first) as subscription:
        assert notes_of(islice(subscription, 1)) == [0]
    with client.subscribe_to_all(from_end=True) as subscription:
        client.append_event(stream, event=noted(4), current_version=2)
        assert notes_of(islice(subscription, 1)) == [4]


def soft_delete():
    stream, _, _ = stream_of(1, 2)
    refused(WrongCurrentVersionError, lambda: client.delete_stream(stream, current_version=0))
    client.delete_stream(stream, current_version=1)
    refused(NotFoundError, lambda: client.get_stream(stream))
    assert client.get_current_version(stream) == NO_STREAM
    refused(STREAM_DELETED, lambda: client.append_event(stream, event=noted(3), current_version=EXISTS))
    refused(StreamIsDeletedError, lambda: client.append_events(stream, events=[noted(3)], current_version=EXISTS))
    refused(StreamIsDeletedError, lambda: client.delete_stream(stream, current_version=EXISTS))
    client.append_event(stream, event=noted(3), current_version=NO_STREAM)
    (event,) = client.get_stream(stream)
    assert (event.stream_position, notes_of([event])) == (2, [3])
    client.delete_stream(stream, current_version=2)
    client.append_events(stream, events=[noted(4)], current_version=2)
    assert notes_of(client.get_stream(stream)) == [4]


def tombstone():
    stream, _, position = stream_of(1)
    client.tombstone_stream(stream, current_version=0)
    refused(StreamIsDeletedError, lambda: client.get_stream(stream))
    for version in (NO_STREAM, ANY, EXISTS, 0):
        refused(STREAM_DELETED, lambda: client.append_event(stream, event=noted(2), current_version=version))
        refused(StreamIsDeletedError, lambda: client.append_events(stream, events=[noted(2)], current_version=version))
    refused(StreamIsDeletedError, lambda: client.tombstone_stream(stream, current_version=ANY))
    refused(StreamIsDeletedError, lambda: client.delete_stream(stream, current_version=ANY))
    refused(StreamIsDeletedError, lambda: client.get_stream_metadata(stream))
    log = list(client.read_all(commit_position=position, filter_exclude=()))
    assert [event.type for event in log] == ["Noted", "$streamDeleted"], log
    # KurrentDB takes the metadata of a stream that has ended, although nobody can read it.
    client.set_stream_metadata(stream, metadata={"team": "risk"}, current_version=NO_STREAM)


def metadata():
    stream, _, _ = stream_of(1, 2, 3, 4, 5)
    assert client.get_stream_metadata(stream) == ({}, NO_STREAM)
    client.set_stream_metadata(stream, metadata={"$maxCount": 3, "team": "risk"}, current_version=NO_STREAM)
    assert client.get_stream_metadata(stream) == ({"$maxCount": 3, "team": "risk"}, 0)
    assert notes_of(client.get_stream(stream)) == [3, 4, 5]
    assert notes_of(client.read_stream(stream, backwards=True)) == [5, 4, 3]
    client.set_stream_metadata(stream, metadata={"$tb": 4}, current_version=0)
    assert notes_of(client.get_stream(stream)) == [5]
    client.set_stream_metadata(stream, metadata={"$maxAge": 3600}, current_version=1)
    assert notes_of(client.get_stream(stream)) == [1, 2, 3, 4, 5]
    refused(WrongCurrentVersionError, lambda: client.set_stream_metadata(stream, metadata={}, current_version=0))


def too_large():
    stream = fresh()
    large = NewEvent(type="Noted", data=b"x" * 700_000, content_type="application/octet-stream")
    client.append_event(stream, event=large, current_version=NO_STREAM)
    again = NewEvent(type="Noted", data=b"y" * 700_000, content_type="application/octet-stream")
    more = NewEvent(type="Noted", data=b"z" * 700_000, content_type="application/octet-stream")
    refused(MaximumAppendSizeExceededError, lambda: client.append_events(stream, events=[again, more], current_version=0))
    huge = NewEvent(type="Noted", data=b"x" * 1_100_000, content_type="application/octet-stream")
    refused(KurrentDBClientError, lambda: client.append_event(stream, event=huge, current_version=0))
    assert client.get_current_version(stream) == 0


def bytes_as_they_are():
    stream = fresh("späße/und mehr %24 ~ $")
    events = [
        NewEvent(type="Bytes", data=bytes(range(256)), metadata=b"\xff\x00", content_type="application/octet-stream"),
        NewEvent(type="Text", data='{"big": 12345678901234567890, "é": 1.0}'.encode(), metadata=b""),
    ]
    client.append_events(stream, events=events, current_version=NO_STREAM)
    read = client.get_stream(stream)
    kept = [(event.id, event.type, event.data, event.metadata, event.content_type) for event in read]
    assert kept == [(event.id, event.type, event.data, event.metadata, event.content_type) for event in events], read
    assert {event.stream_name for event in read} == {stream}


scenarios = {
    "appends at every kind of expected revision": append_with_every_expected_revision,
    "is refused at another revision and told the current one": conflict,
    "retries an append with the same ids and gets the first answer": idempotent_retry,
    "is refused when a retry repeats only half of an append": half_a_retry,
    "reads a stream both ways": read_stream_both_ways,
    "reads the log both ways": read_log_both_ways,
    "reads the log by stream prefix, event type and regular expression": read_log_by_filter,
    "is told that a stream does not exist": missing_stream,
    "catches up with a stream and follows it": follow_stream,
    "catches up with the log by a filter, is told checkpoints, and follows it": follow_log,
    "deletes a stream, and goes on with its numbers": soft_delete,
    "ends a stream for good": tombstone,
    "sets metadata and reads what it leaves": metadata,
    "is refused an append that is too large": too_large,
    "gets back names, bytes and numbers as they were": bytes_as_they_are,
}


def outcome(scenario):
    try:
        scenario()
    except Exception:  # noqa: BLE001: every failure is reported
        return traceback.format_exc()
    return None


print(json.dumps({sentence: outcome(scenario) for sentence, scenario in scenarios.items()}))
client.close()
