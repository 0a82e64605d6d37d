package linear

import (
	"sync"
	"testing"

	"github.com/racekit/toolkit/racekit/linearizable"
)

func TestStack(t *testing.T)   { linearizable.Test(t, func() *Stack { return new(Stack) }) }
func TestQueue(t *testing.T)   { linearizable.Test(t, func() *Queue { return new(Queue) }) }
func TestSet(t *testing.T)     { linearizable.Test(t, NewSet[string]) }
func TestHeap(t *testing.T)    { linearizable.Test(t, func() *Heap { return new(Heap) }) }
func TestMap(t *testing.T)     { linearizable.Test(t, NewMap) }
func TestLRU(t *testing.T)     { linearizable.Test(t, NewLRU) }
func TestCache(t *testing.T)   { linearizable.Test(t, NewCache) }
func TestCounter(t *testing.T) { linearizable.Test(t, func() *Counter { return new(Counter) }) }
func TestMax(t *testing.T)     { linearizable.Test(t, func() *Max { return new(Max) }) }
func TestRing(t *testing.T)    { linearizable.Test(t, func() *Ring { return new(Ring) }) }
func TestSemaphore(t *testing.T) {
	linearizable.Test(t, func() *Semaphore { return new(Semaphore) })
}
func TestTreiber(t *testing.T) { linearizable.Test(t, func() *Treiber { return new(Treiber) }) }
func TestList(t *testing.T)    { linearizable.Test(t, func() *List { return new(List) }) }
func TestLatch(t *testing.T)   { linearizable.Test(t, NewLatch) }
func TestBank(t *testing.T)    { linearizable.Test(t, func() *Bank { return new(Bank) }) }
func TestIDs(t *testing.T)     { linearizable.Test(t, func() *IDs { return new(IDs) }) }
func TestMailbox(t *testing.T) { linearizable.Test(t, NewMailbox) }
func TestSyncMap(t *testing.T) { linearizable.Test(t, func() *sync.Map { return new(sync.Map) }) }
