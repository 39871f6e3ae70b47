package main

import (
	"strings"

	"github.com/google/uuid"
	"github.com/kurrent-io/KurrentDB-Client-Go/kurrentdb"
)

func appendWithEveryExpectedRevision() {
	stream := fresh("notes")
	first := appended(stream, kurrentdb.NoStream{}, noted(1))
	second := appended(stream, kurrentdb.Revision(0), noted(2), noted(3))
	third := appended(stream, kurrentdb.StreamExists{}, noted(4))
	fourth := appended(stream, kurrentdb.Any{}, noted(5))
	expect([]uint64{first.NextExpectedVersion, second.NextExpectedVersion, third.NextExpectedVersion, fourth.NextExpectedVersion}, []uint64{0, 2, 3, 4})
	expect(first.CommitPosition < second.CommitPosition && second.CommitPosition < third.CommitPosition && third.CommitPosition < fourth.CommitPosition, true)
	expect(notesOf(stream), []int{1, 2, 3, 4, 5})
}

func conflict() {
	stream, _, _ := streamOf("notes", 1, 2)
	for _, state := range []kurrentdb.StreamState{kurrentdb.NoStream{}, kurrentdb.Revision(0), kurrentdb.Revision(5)} {
		_, err := appendAt(stream, state, noted(9))
		refused(err, kurrentdb.ErrorCodeWrongExpectedVersion)
		expect(strings.HasSuffix(err.Error(), "but got '1'"), true)
	}
	for _, state := range []kurrentdb.StreamState{kurrentdb.StreamExists{}, kurrentdb.Revision(0)} {
		_, err := appendAt(fresh("notes"), state, noted(9))
		refused(err, kurrentdb.ErrorCodeWrongExpectedVersion)
		expect(strings.HasSuffix(err.Error(), "but got 'no_stream'"), true)
	}
	expect(notesOf(stream), []int{1, 2})
}

func idempotentRetry() {
	stream, events, first := streamOf("notes", 1, 2)
	appended(stream, kurrentdb.Revision(1), noted(3))
	expect(appended(stream, kurrentdb.NoStream{}, events...), first)
	expect(appended(stream, kurrentdb.Any{}, events...), first)
	expect(appended(stream, kurrentdb.StreamExists{}, events...), first)
	expect(appended(stream, kurrentdb.Revision(0), events[1]), first)
	expect(notesOf(stream), []int{1, 2, 3})
}

func halfARetry() {
	stream, events, _ := streamOf("notes", 1, 2)
	for _, state := range []kurrentdb.StreamState{kurrentdb.NoStream{}, kurrentdb.Any{}, kurrentdb.StreamExists{}} {
		_, err := appendAt(stream, state, events[0], noted(8))
		refused(err, kurrentdb.ErrorCodeWrongExpectedVersion)
	}
	expect(notesOf(stream), []int{1, 2})
}

func readStreamBothWays() {
	stream, _, _ := streamOf("notes", 1, 2, 3, 4, 5)
	expect(notes(read(stream, kurrentdb.ReadStreamOptions{From: kurrentdb.Revision(1)}, 2)), []int{2, 3})
	expect(notes(read(stream, kurrentdb.ReadStreamOptions{From: kurrentdb.Revision(9)}, 2)), []int{})
	backwards := kurrentdb.ReadStreamOptions{Direction: kurrentdb.Backwards, From: kurrentdb.End{}}
	expect(notes(read(stream, backwards, everything)), []int{5, 4, 3, 2, 1})
	backwards.From = kurrentdb.Revision(2)
	expect(notes(read(stream, backwards, 2)), []int{3, 2})
}

func readLogBothWays() {
	_, _, first := streamOf("notes", 1)
	_, _, second := streamOf("notes", 2)
	_, _, third := streamOf("notes", 3)
	readLog := func(options kurrentdb.ReadAllOptions, count uint64) []int {
		reading, err := client.ReadAll(within(), options, count)
		must(err)
		return notes(all(reading))
	}
	expect(readLog(kurrentdb.ReadAllOptions{From: positionOf(first)}, everything), []int{1, 2, 3})
	expect(readLog(kurrentdb.ReadAllOptions{From: positionOf(second)}, 1), []int{2})
	expect(readLog(kurrentdb.ReadAllOptions{From: kurrentdb.End{}, Direction: kurrentdb.Backwards}, 2), []int{3, 2})
	expect(readLog(kurrentdb.ReadAllOptions{From: positionOf(third), Direction: kurrentdb.Backwards}, 2), []int{2, 1})
}

func missingStream() {
	_, err := read(fresh("notes"), kurrentdb.ReadStreamOptions{}, 1)
	refused(err, kurrentdb.ErrorCodeResourceNotFound)
}

func softDelete() {
	stream, _, _ := streamOf("notes", 1, 2)
	_, err := client.DeleteStream(within(), stream, kurrentdb.DeleteStreamOptions{StreamState: kurrentdb.Revision(0)})
	// Of a deletion's refusal this client keeps the text only.
	refused(err, kurrentdb.ErrorCodeUnknown)
	expect(strings.Contains(err.Error(), "WrongExpectedVersion"), true)
	_, err = client.DeleteStream(within(), stream, kurrentdb.DeleteStreamOptions{StreamState: kurrentdb.Revision(1)})
	must(err)
	_, err = read(stream, kurrentdb.ReadStreamOptions{}, 1)
	refused(err, kurrentdb.ErrorCodeResourceNotFound)
	_, err = appendAt(stream, kurrentdb.StreamExists{}, noted(3))
	refused(err, kurrentdb.ErrorCodeStreamDeleted)
	expect(appended(stream, kurrentdb.NoStream{}, noted(3)).NextExpectedVersion, uint64(2))
	expect(notesOf(stream), []int{3})
}

func tombstone() {
	stream, _, _ := streamOf("notes", 1)
	_, err := client.TombstoneStream(within(), stream, kurrentdb.TombstoneStreamOptions{StreamState: kurrentdb.Revision(0)})
	must(err)
	_, err = read(stream, kurrentdb.ReadStreamOptions{}, 1)
	refused(err, kurrentdb.ErrorCodeStreamDeleted)
	for _, state := range []kurrentdb.StreamState{kurrentdb.NoStream{}, kurrentdb.Any{}, kurrentdb.StreamExists{}, kurrentdb.Revision(0)} {
		_, err = appendAt(stream, state, noted(2))
		refused(err, kurrentdb.ErrorCodeStreamDeleted)
	}
	_, err = client.DeleteStream(within(), stream, kurrentdb.DeleteStreamOptions{StreamState: kurrentdb.Any{}})
	refused(err, kurrentdb.ErrorCodeStreamDeleted)
}

func streamMetadata() {
	stream, _, _ := streamOf("notes", 1, 2, 3, 4, 5)
	metadata := kurrentdb.StreamMetadata{}
	metadata.SetMaxCount(3)
	metadata.AddCustomProperty("team", "risk")
	_, err := client.SetStreamMetadata(within(), stream, at(kurrentdb.NoStream{}), metadata)
	must(err)
	kept, err := client.GetStreamMetadata(within(), stream, kurrentdb.ReadStreamOptions{})
	must(err)
	expect([]any{*kept.MaxCount(), kept.CustomProperty("team")}, []any{uint64(3), "risk"})
	expect(notesOf(stream), []int{3, 4, 5})
	metadata.SetTruncateBefore(4)
	_, err = client.SetStreamMetadata(within(), stream, at(kurrentdb.Revision(0)), metadata)
	must(err)
	expect(notesOf(stream), []int{5})
	_, err = client.SetStreamMetadata(within(), stream, at(kurrentdb.Revision(0)), kurrentdb.StreamMetadata{})
	refused(err, kurrentdb.ErrorCodeWrongExpectedVersion)
}

func tooLarge() {
	stream := fresh("notes")
	large := func() kurrentdb.EventData {
		return kurrentdb.EventData{EventID: uuid.New(), EventType: "Noted", ContentType: kurrentdb.ContentTypeBinary, Data: make([]byte, 700_000)}
	}
	appended(stream, kurrentdb.NoStream{}, large())
	_, err := appendAt(stream, kurrentdb.Revision(0), large(), large())
	expect(err == nil, false)
	events, err := read(stream, kurrentdb.ReadStreamOptions{}, everything)
	must(err)
	expect(len(events), 1)
}

func bytesAsTheyAre() {
	stream := fresh("späße/und mehr %24 ~ $")
	every := make([]byte, 256)
	for index := range every {
		every[index] = byte(index)
	}
	number := []byte(`{"big": 12345678901234567890, "é": 1.0}`)
	appended(stream, kurrentdb.NoStream{},
		kurrentdb.EventData{EventID: uuid.New(), EventType: "Bytes", ContentType: kurrentdb.ContentTypeBinary, Data: every, Metadata: []byte{255, 0}},
		kurrentdb.EventData{EventID: uuid.New(), EventType: "Text", ContentType: kurrentdb.ContentTypeJson, Data: number})
	events, err := read(stream, kurrentdb.ReadStreamOptions{}, everything)
	must(err)
	first, second := events[0].Event, events[1].Event
	expect([]any{first.StreamID, first.EventType, first.ContentType, first.Data, first.UserMetadata}, []any{stream, "Bytes", "application/octet-stream", every, []byte{255, 0}})
	expect([]any{second.EventType, second.ContentType, second.Data}, []any{"Text", "application/json", number})
}
