package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"reflect"
	"runtime"
	"time"

	"github.com/google/uuid"
	"github.com/kurrent-io/KurrentDB-Client-Go/kurrentdb"
)

const (
	everything = math.MaxInt32
	patience   = 20 * time.Second
)

// A scenario that waits for what never comes fails instead.
func within() context.Context {
	waiting, cancel := context.WithTimeout(context.Background(), patience)
	context.AfterFunc(waiting, cancel)
	return waiting
}

func must(err error) {
	if err != nil {
		panic(fmt.Sprintf("%v at line %d", err, line()))
	}
}

func expect(actual any, expected any) {
	if !reflect.DeepEqual(actual, expected) {
		panic(fmt.Sprintf("got %v, expected %v at line %d", actual, expected, line()))
	}
}

func refused(err error, code kurrentdb.ErrorCode) {
	var known *kurrentdb.Error
	if !errors.As(err, &known) || known.Code() != code {
		panic(fmt.Sprintf("got %v, expected an error of code %d at line %d", err, code, line()))
	}
}

func line() int {
	_, _, number, _ := runtime.Caller(2)
	return number
}

func fresh(category string) string {
	return category + "-" + uuid.NewString()
}

func noted(note int) kurrentdb.EventData {
	return kurrentdb.EventData{
		EventID:     uuid.New(),
		EventType:   "Noted",
		ContentType: kurrentdb.ContentTypeJson,
		Data:        []byte(fmt.Sprintf(`{"note": %d}`, note)),
		Metadata:    []byte(`{"actor": "anna"}`),
	}
}

func at(state kurrentdb.StreamState) kurrentdb.AppendToStreamOptions {
	return kurrentdb.AppendToStreamOptions{StreamState: state}
}

func appendAt(stream string, state kurrentdb.StreamState, events ...kurrentdb.EventData) (*kurrentdb.WriteResult, error) {
	return client.AppendToStream(within(), stream, at(state), events...)
}

func appended(stream string, state kurrentdb.StreamState, events ...kurrentdb.EventData) *kurrentdb.WriteResult {
	result, err := appendAt(stream, state, events...)
	must(err)
	return result
}

func streamOf(category string, notes ...int) (string, []kurrentdb.EventData, *kurrentdb.WriteResult) {
	stream := fresh(category)
	events := []kurrentdb.EventData{}
	for _, note := range notes {
		events = append(events, noted(note))
	}
	return stream, events, appended(stream, kurrentdb.NoStream{}, events...)
}

func positionOf(result *kurrentdb.WriteResult) kurrentdb.Position {
	return kurrentdb.Position{Commit: result.CommitPosition, Prepare: result.PreparePosition}
}

func read(stream string, options kurrentdb.ReadStreamOptions, count uint64) ([]*kurrentdb.ResolvedEvent, error) {
	reading, err := client.ReadStream(within(), stream, options, count)
	if err != nil {
		return nil, err
	}
	return all(reading)
}

func all(reading *kurrentdb.ReadStream) ([]*kurrentdb.ResolvedEvent, error) {
	defer reading.Close()
	events := []*kurrentdb.ResolvedEvent{}
	for {
		event, err := reading.Recv()
		if errors.Is(err, io.EOF) {
			return events, nil
		}
		if err != nil {
			return nil, err
		}
		events = append(events, event)
	}
}

func notes(events []*kurrentdb.ResolvedEvent, err error) []int {
	must(err)
	list := []int{}
	for _, event := range events {
		list = append(list, noteOf(event))
	}
	return list
}

func noteOf(event *kurrentdb.ResolvedEvent) int {
	var data struct{ Note int }
	must(json.Unmarshal(event.Event.Data, &data))
	return data.Note
}

func notesOf(stream string) []int {
	return notes(read(stream, kurrentdb.ReadStreamOptions{}, everything))
}
