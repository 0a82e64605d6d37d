package publication

import (
	"sync"
	"testing"

	"github.com/racekit/toolkit/racekit/scenario"
)

var (
	early  = scenario.Verdict{Race: true, Effect: scenario.Invariant, EffectAt: 1}
	always = scenario.Verdict{Race: true, Effect: scenario.Invariant}
)

// Scenario is the declaration.
var Scenario = scenario.Scenario{
	ID:       "publication",
	Title:    "Unsafe publication (ready flag, busy-wait, sleep-as-sync)",
	Class:    "missing happens-before, order violation",
	Priority: 0,
	Level:    2,
	Property: "a reader who finds that the data is ready reads the data",
	Params:   []scenario.Param{{Name: "data", Min: 1, Max: 1000}},
	Variants: []scenario.Variant{
		{Name: "data=..; ready=true (plain), reader checks once", Kind: scenario.Bug, Sync: scenario.None, Code: "plainBox", Want: scenario.Verdict{Race: true},
			Why:  "Neither flag nor data is ordered; where all see all writes in order the values are right.",
			Body: publishes(func() box { return &plainBox{} })},

		{Name: "atomic flag after plain data", Kind: scenario.Fix, Sync: scenario.Atomic, Code: "flagBox",
			Why:  "The Store comes after the data, and who loads true comes after the Store.",
			Body: publishes(func() box { return &flagBox{} })},
		{Name: "close(ch) after data", Kind: scenario.Fix, Sync: scenario.Channel, Code: "closeBox",
			Why:  "The close comes before the receive that returns because of it.",
			Body: publishes(func() box { return &closeBox{ready: make(chan struct{})} })},
		{Name: "mutex around both", Kind: scenario.Fix, Sync: scenario.Mutex, Code: "mutexBox",
			Why:  "The reader comes before the whole publication or after all of it.",
			Body: publishes(func() box { return &mutexBox{} })},
		{Name: "unbuffered: receive completes before send returns", Kind: scenario.Fix, Sync: scenario.Channel, Code: "meetingBox newMeetingBox",
			Why:  "Without a buffer the receive comes before the send is complete.",
			Body: publishes(func() box { return newMeetingBox(0) })},

		{Name: "atomic flag, but data written after the flag", Kind: scenario.Wrong, Sync: scenario.Atomic, Code: "flagFirstBox", Want: early,
			Why:  "What comes after the Store is not published by it.",
			Body: publishes(func() box { return &flagFirstBox{} })},
		{Name: "atomic data, plain flag", Kind: scenario.Wrong, Sync: scenario.Atomic, Code: "atomicDataBox", Want: scenario.Verdict{Race: true},
			Why:  "The flag itself is the data race.",
			Body: publishes(func() box { return &atomicDataBox{} })},
		{Name: "time.Sleep in reader", Kind: scenario.Wrong, Sync: scenario.Time, Code: "sleepBox", Want: always,
			Why:  "A sleep orders nothing, however long: the writer may come later still.",
			Body: publishes(func() box { return &sleepBox{} })},
		{Name: "mutex guards the flag, data written after unlock", Kind: scenario.Wrong, Sync: scenario.Mutex, Code: "lockedFlagBox", Want: early,
			Why:  "What comes after Unlock is not published by it.",
			Body: publishes(func() box { return &lockedFlagBox{} })},
		{Name: "same code, cap 1", Kind: scenario.Wrong, Sync: scenario.Channel, Code: "meetingBox newMeetingBox", Want: always,
			Why:  "With a buffer the send completes by itself, before anybody receives.",
			Body: publishes(func() box { return newMeetingBox(1) })},
	},
}

// A box is filled once, and read once by another goroutine.
type box interface {
	Publish(v int)
	Read() (v int, ready bool)
}

// publishes is the property.
func publishes(newBox func() box) func(*testing.T, scenario.Workload) {
	return func(t *testing.T, w scenario.Workload) {
		b, want := newBox(), w.Int("data")
		var wg sync.WaitGroup
		wg.Go(func() { b.Publish(want) })
		wg.Go(func() {
			if got, ready := b.Read(); ready && got != want {
				t.Errorf("the data was ready and read as %d, want %d", got, want)
			}
		})
		wg.Wait()
	}
}
