package ownershiptransfer

import (
	"slices"
	"sync"
	"testing"

	"github.com/racekit/toolkit/racekit/scenario"
)

// Scenario is the declaration.
var Scenario = scenario.Scenario{
	ID:       "ownership-transfer",
	Title:    "Send then mutate (ownership transfer)",
	Class:    "data race by aliasing",
	Priority: 1,
	Level:    2,
	Property: "the receiver sees each value that was sent, as it was when it was sent",
	Params:   []scenario.Param{{Name: "frames", Min: 2, Max: 5}},
	Variants: []scenario.Variant{
		{Name: "send &buf then reuse buf, unbuffered", Kind: scenario.Bug, Sync: scenario.Channel, Code: "frame link sensor reuse",
			Want: scenario.Verdict{Race: true, Effect: scenario.Invariant, EffectAt: 1},
			Why:  "The sensor fills the frame again while the reader reads it.",
			Body: transmits(reuse, func() *link { return &link{frames: make(chan *frame)} })},

		{Name: "send a copy", Kind: scenario.Fix, Sync: scenario.Copy, Code: "frame link sensor sendCopy",
			Why:  "Nobody writes to what was sent.",
			Body: transmits(sendCopy, func() *link { return &link{frames: make(chan *frame)} })},
		{Name: "ack channel before reuse", Kind: scenario.Fix, Sync: scenario.Channel, Code: "frame link sensor reuseWhenRead",
			Why:  "The sensor has the frame back when the reader says that it is done with it.",
			Body: transmits(reuseWhenRead, func() *link { return &link{make(chan *frame), make(chan struct{})} })},

		{Name: "buffered channel", Kind: scenario.Wrong, Sync: scenario.Channel, Code: "frame link sensor reuse",
			Want: scenario.Verdict{Race: true, Effect: scenario.Invariant},
			Why:  "What waits in the buffer is a pointer, and the frame that it points to is filled again.",
			Body: transmits(reuse, func() *link { return &link{frames: make(chan *frame, 1)} })},
	},
}

// transmits compares what is read with what was measured.
func transmits(send sensor, newLink func() *link) func(*testing.T, scenario.Workload) {
	return func(t *testing.T, w scenario.Workload) {
		n := w.Int("frames")
		var got, want []int
		l := newLink()
		var wg sync.WaitGroup
		wg.Go(func() { got = l.reader() })
		send(l, n)
		wg.Wait()
		for v := range n {
			want = append(want, v+1)
		}
		if !slices.Equal(got, want) {
			t.Errorf("the reader got %v, want %v", got, want)
		}
	}
}
