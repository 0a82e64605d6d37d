package doubleclose

import (
	"sync"
	"testing"

	"github.com/racekit/toolkit/racekit/scenario"
)

// Scenario is the declaration.
var Scenario = scenario.Scenario{
	ID:       "double-close",
	Title:    "Double close",
	Class:    "check-then-act → panic",
	Priority: 0,
	Level:    1,
	Property: "any number of goroutines may call Close; nothing panics, and nothing that was sent is lost",
	Params:   []scenario.Param{{Name: "closers", Min: 2, Max: 4}},
	Variants: []scenario.Variant{
		{Name: "two Close() calls", Kind: scenario.Bug, Sync: scenario.None, Code: "server plainServer",
			Want: scenario.Verdict{Effect: scenario.Panic},
			Why:  "The second close panics, whenever it comes.",
			Body: closes(func() server { return newPlainServer() })},

		{Name: "sync.Once", Kind: scenario.Fix, Sync: scenario.Once, Code: "server plainServer onceServer",
			Why:  "The function runs once, and every caller returns after it has.",
			Body: closes(func() server { return &onceServer{plainServer: newPlainServer()} })},
		{Name: "mutex + flag", Kind: scenario.Fix, Sync: scenario.Mutex, Code: "server plainServer lockedServer",
			Why:  "The look at the flag and the close are one critical section.",
			Body: closes(func() server { return &lockedServer{plainServer: newPlainServer()} })},
		{Name: "CAS flag", Kind: scenario.Fix, Sync: scenario.Atomic, Code: "server plainServer casServer",
			Why:  "Only one CompareAndSwap succeeds, and only its caller closes.",
			Body: closes(func() server { return &casServer{plainServer: newPlainServer()} })},

		{Name: "select{case <-c: default: close(c)} (moby#24007)", Kind: scenario.Wrong, Sync: scenario.Channel, Code: "server plainServer selectServer",
			Want: scenario.Verdict{Effect: scenario.Panic, EffectAt: 1},
			Why:  "Both find the channel open before either closes it.",
			Body: closes(func() server { return selectServer{newPlainServer()} })},
		{Name: "recover() around send/close", Kind: scenario.Wrong, Sync: scenario.None, Code: "recoveringMailbox",
			Want: scenario.Verdict{Race: true, Effect: scenario.Invariant},
			Why:  "The panic is caught, and with it goes the only sign that a message was not sent; the detector still reports the send and the close.",
			Body: sends},
	},
}

// closes has several goroutines close one server.
func closes(newServer func() server) func(*testing.T, scenario.Workload) {
	return func(t *testing.T, w scenario.Workload) {
		s := newServer()
		var wg sync.WaitGroup
		for range w.Int("closers") {
			wg.Go(s.Close)
		}
		wg.Wait()
		select {
		case <-s.Done():
		default:
			t.Error("after Close the server is not done")
		}
	}
}

// sends has closers, and one goroutine that sends.
func sends(t *testing.T, w scenario.Workload) {
	m := recoveringMailbox{make(chan int, 1)}
	var wg sync.WaitGroup
	wg.Go(func() { m.Send(1) })
	for range w.Int("closers") {
		wg.Go(m.Close)
	}
	wg.Wait()
	if _, ok := <-m.messages; !ok {
		t.Error("Send returned, and its message is lost")
	}
}
