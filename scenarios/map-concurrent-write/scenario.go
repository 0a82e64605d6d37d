package mapconcurrentwrite

import (
	"sync"
	"testing"

	"github.com/racekit/toolkit/racekit/scenario"
)

var racy = scenario.Verdict{Race: true}

// Scenario is the declaration.
var Scenario = scenario.Scenario{
	ID:       "map-concurrent-write",
	Title:    "Concurrent map access",
	Class:    "data race, runtime fatal error",
	Priority: 0,
	Level:    1,
	Property: "everybody finds what he added",
	Params: []scenario.Param{{Name: "goroutines", Min: 2, Max: 4}, {Name: "additions", Min: 1, Max: 2},
		{Name: "amount", Min: 1, Max: 9}, {Name: "payload", Max: 1000}},
	Scale: scenario.Scale{Goroutines: "goroutines", Operations: "additions"},
	Variants: []scenario.Variant{
		{Name: "plain map, two writers", Kind: scenario.Bug, Sync: scenario.None, Code: "plainStock newPlainStock", Want: racy,
			Why:  "Nothing orders the writes; on several processors the runtime may also throw \"concurrent map writes\".",
			Body: finds(func(<-chan struct{}) stock { return newPlainStock() })},

		{Name: "sharded map: lock per shard, per-key ops", Kind: scenario.Fix, Sync: scenario.Mutex, Code: "shardedStock newShardedStock",
			Why:  "All operations on one key take the same lock.",
			Body: finds(func(<-chan struct{}) stock { return newShardedStock() })},
		{Name: "sync.Mutex", Kind: scenario.Fix, Sync: scenario.Mutex, Code: "mutexStock plainStock",
			Why:  "One goroutine at a time has the map.",
			Body: finds(func(<-chan struct{}) stock { return &mutexStock{plainStock: newPlainStock()} })},
		{Name: "sync.RWMutex (Lock for writes)", Kind: scenario.Fix, Sync: scenario.RWMutex, Code: "rwmutexStock plainStock",
			Why:  "A writer has the map alone, readers share it.",
			Body: finds(func(<-chan struct{}) stock { return &rwmutexStock{plainStock: newPlainStock()} })},
		{Name: "sync.Map", Kind: scenario.Fix, Sync: scenario.SyncMap, Code: "syncMapStock",
			Why:  "LoadOrStore gives all the same counter, and the counter is atomic.",
			Body: finds(func(<-chan struct{}) stock { return &syncMapStock{} })},
		{Name: "owner goroutine", Kind: scenario.Fix, Sync: scenario.Confinement, Code: "ownerStock newOwnerStock plainStock",
			Why:  "One goroutine touches the map.",
			Body: finds(func(ended <-chan struct{}) stock { return newOwnerStock(ended) })},

		{Name: "sync.RWMutex: writers RLock", Kind: scenario.Wrong, Sync: scenario.RWMutex, Code: "rlockStock plainStock", Want: racy,
			Why:  "Readers do not exclude each other, and these readers write.",
			Body: finds(func(<-chan struct{}) stock { return &rlockStock{plainStock: newPlainStock()} })},
		{Name: "lock writers only, readers bare", Kind: scenario.Wrong, Sync: scenario.Mutex, Code: "writerLockStock plainStock", Want: racy,
			Why:  "A mutex excludes only those who lock it, and a read looks into what a write moves.",
			Body: finds(func(<-chan struct{}) stock { return &writerLockStock{plainStock: newPlainStock()} })},
		{Name: "recover() around the map write", Kind: scenario.Wrong, Sync: scenario.None, Code: "recoverStock plainStock", Want: racy,
			Why:  "The race is there, and what the runtime throws is no panic.",
			Body: finds(func(<-chan struct{}) stock { return recoverStock{newPlainStock()} })},
		{Name: "sharded map: cross-shard Len/transfer snapshot", Kind: scenario.Wrong, Sync: scenario.Mutex, Code: "shardedStock newShardedStock",
			Want: scenario.Verdict{Effect: scenario.Invariant, EffectAt: 1},
			Why:  "No lock is held over both shards, so a sum can miss what is on the way or count it twice.",
			Body: conserves},
	},
}

// A stock begins empty.
type stock interface {
	Add(item string, n int)
	Count(item string) int
}

// finds is the property. It closes ended when nobody uses the stock any more.
func finds(newStock func(ended <-chan struct{}) stock) func(*testing.T, scenario.Workload) {
	return func(t *testing.T, w scenario.Workload) {
		ended := make(chan struct{})
		defer close(ended)
		s, additions, amount := newStock(ended), w.Int("additions"), w.Int("amount")
		var wg sync.WaitGroup
		for i := range w.Int("goroutines") {
			var item string
			w.Fill("payload", i, &item)
			wg.Go(func() {
				for range additions {
					s.Add(item, amount)
				}
				if got, want := s.Count(item), additions*amount; got != want {
					t.Errorf("item %s: added %d, and found %d", item, want, got)
				}
			})
		}
		wg.Wait()
	}
}

// conserves is the property for a stock that is moved while it is added up.
func conserves(t *testing.T, w scenario.Workload) {
	s, moves := newShardedStock(), w.Int("additions")
	s.Add("a", moves)
	var wg sync.WaitGroup
	wg.Go(func() {
		for range moves {
			s.Move("a", "b", 1)
		}
	})
	wg.Go(func() {
		if got := s.Total("a", "b"); got != moves {
			t.Errorf("%d items were added up to %d", moves, got)
		}
	})
	wg.Wait()
}
