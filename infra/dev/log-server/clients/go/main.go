// Walks the vendor's Go client through a log server and prints what came of it, as JSON: scenario -> null or the failure.
package main

import (
	"encoding/json"
	"fmt"
	"os"

	"github.com/kurrent-io/KurrentDB-Client-Go/kurrentdb"
)

var client *kurrentdb.Client

var scenarios = map[string]func(){
	"appends at every kind of expected revision":                               appendWithEveryExpectedRevision,
	"is refused at another revision and told the current one":                  conflict,
	"retries an append with the same ids and gets the first answer":            idempotentRetry,
	"is refused when a retry repeats only half of an append":                   halfARetry,
	"reads a stream both ways":                                                 readStreamBothWays,
	"reads the log both ways":                                                  readLogBothWays,
	"is told that a stream does not exist":                                     missingStream,
	"catches up with a stream and follows it":                                  followStream,
	"catches up with the log by a filter, is told checkpoints, and follows it": followLog,
	"deletes a stream, and goes on with its numbers":                           softDelete,
	"ends a stream for good":                                                   tombstone,
	"sets metadata and reads what it leaves":                                   streamMetadata,
	"is refused an append that is too large":                                   tooLarge,
	"gets back names, bytes and numbers as they were":                          bytesAsTheyAre,
}

func outcome(scenario func()) (failure *string) {
	defer func() {
		if reason := recover(); reason != nil {
			text := fmt.Sprint(reason)
			failure = &text
		}
	}()
	scenario()
	return nil
}

func main() {
	configuration, err := kurrentdb.ParseConnectionString(os.Args[1])
	must(err)
	configuration.Logger = kurrentdb.NoopLogging()
	client, err = kurrentdb.NewClient(configuration)
	must(err)
	defer client.Close()
	outcomes := map[string]*string{}
	for sentence, scenario := range scenarios {
		outcomes[sentence] = outcome(scenario)
	}
	must(json.NewEncoder(os.Stdout).Encode(outcomes))
}
