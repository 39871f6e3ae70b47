package main

import "github.com/kurrent-io/KurrentDB-Client-Go/kurrentdb"

// What a subscription says, up to and including the last of the notes.
func said(subscription *kurrentdb.Subscription, last int) (list []any) {
	for {
		heard := subscription.Recv()
		switch {
		case heard.SubscriptionDropped != nil:
			must(heard.SubscriptionDropped.Error)
		case heard.CaughtUp != nil:
			list = append(list, "caught up")
		case heard.CheckPointReached != nil:
			list = append(list, heard.CheckPointReached.Commit)
		case heard.EventAppeared != nil:
			list = append(list, noteOf(heard.EventAppeared))
			if noteOf(heard.EventAppeared) == last {
				return list
			}
		}
	}
}

func followStream() {
	stream, _, _ := streamOf("notes", 1, 2)
	subscription, err := client.SubscribeToStream(within(), stream, kurrentdb.SubscribeToStreamOptions{From: kurrentdb.Start{}})
	must(err)
	defer subscription.Close()
	expect(said(subscription, 2), []any{1, 2})
	expect(subscription.Recv().CaughtUp != nil, true)
	appended(stream, kurrentdb.Revision(1), noted(3), noted(4))
	expect(said(subscription, 4), []any{3, 4})
	later, err := client.SubscribeToStream(within(), stream, kurrentdb.SubscribeToStreamOptions{From: kurrentdb.Revision(2)})
	must(err)
	defer later.Close()
	expect(said(later, 4), []any{4})
}

func followLog() {
	_, _, start := streamOf("notes", 0)
	stream, _, _ := streamOf("followed", 1)
	others := []kurrentdb.EventData{}
	for note := range 40 {
		others = append(others, noted(note))
	}
	appended(fresh("notes"), kurrentdb.NoStream{}, others...)
	subscription, err := client.SubscribeToAll(within(), kurrentdb.SubscribeToAllOptions{
		From:               positionOf(start),
		MaxSearchWindow:    10,
		CheckpointInterval: 2,
		Filter:             &kurrentdb.SubscriptionFilter{Type: kurrentdb.StreamFilterType, Prefixes: []string{"followed-"}},
	})
	must(err)
	defer subscription.Close()
	expect(said(subscription, 1), []any{1})
	for _, ahead := range []uint64{20, 40, 41} {
		expect(subscription.Recv().CheckPointReached.Commit-start.CommitPosition, ahead)
	}
	expect(subscription.Recv().CaughtUp != nil, true)
	appended(stream, kurrentdb.Revision(0), noted(2), noted(3))
	expect(said(subscription, 3), []any{2, 3})
}
