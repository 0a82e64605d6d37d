package linear

import (
	"sync"
	"testing"

	"github.com/racekit/toolkit/racekit"
)

func TestStack(t *testing.T)   { racekit.Linearizable(t, func() *Stack { return new(Stack) }) }
func TestQueue(t *testing.T)   { racekit.Linearizable(t, func() *Queue { return new(Queue) }) }
func TestSet(t *testing.T)     { racekit.Linearizable(t, NewSet[string]) }
func TestHeap(t *testing.T)    { racekit.Linearizable(t, func() *Heap { return new(Heap) }) }
func TestMap(t *testing.T)     { racekit.Linearizable(t, NewMap) }
func TestLRU(t *testing.T)     { racekit.Linearizable(t, NewLRU) }
func TestCache(t *testing.T)   { racekit.Linearizable(t, NewCache) }
func TestCounter(t *testing.T) { racekit.Linearizable(t, func() *Counter { return new(Counter) }) }
func TestMax(t *testing.T)     { racekit.Linearizable(t, func() *Max { return new(Max) }) }
func TestRing(t *testing.T)    { racekit.Linearizable(t, func() *Ring { return new(Ring) }) }
func TestSemaphore(t *testing.T) {
	racekit.Linearizable(t, func() *Semaphore { return new(Semaphore) })
}
func TestTreiber(t *testing.T) { racekit.Linearizable(t, func() *Treiber { return new(Treiber) }) }
func TestList(t *testing.T)    { racekit.Linearizable(t, func() *List { return new(List) }) }
func TestLatch(t *testing.T)   { racekit.Linearizable(t, NewLatch) }
func TestBank(t *testing.T)    { racekit.Linearizable(t, func() *Bank { return new(Bank) }) }
func TestIDs(t *testing.T)     { racekit.Linearizable(t, func() *IDs { return new(IDs) }) }
func TestMailbox(t *testing.T) { racekit.Linearizable(t, NewMailbox) }
func TestSyncMap(t *testing.T) { racekit.Linearizable(t, func() *sync.Map { return new(sync.Map) }) }
