package linear

import (
	"testing"

	"github.com/racekit/toolkit/racekit/linearizable"
)

func TestStackGap(t *testing.T) { linearizable.Test(t, func() *StackGap { return new(StackGap) }) }
func TestQueueWrap(t *testing.T) {
	linearizable.Test(t, func() *QueueWrap { return new(QueueWrap) })
}
func TestSetSplit(t *testing.T)   { linearizable.Test(t, NewSetSplit[string]) }
func TestHeapGap(t *testing.T)    { linearizable.Test(t, func() *HeapGap { return new(HeapGap) }) }
func TestMapTwice(t *testing.T)   { linearizable.Test(t, NewMapTwice) }
func TestLRURead(t *testing.T)    { linearizable.Test(t, NewLRURead) }
func TestCacheStale(t *testing.T) { linearizable.Test(t, NewCacheStale) }
func TestCounterSplit(t *testing.T) {
	linearizable.Test(t, func() *CounterSplit { return new(CounterSplit) })
}
func TestMaxSplit(t *testing.T) { linearizable.Test(t, func() *MaxSplit { return new(MaxSplit) }) }
func TestRingTwo(t *testing.T)  { linearizable.Test(t, func() *RingTwo { return new(RingTwo) }) }
func TestSemaphoreLeak(t *testing.T) {
	linearizable.Test(t, func() *SemaphoreLeak { return new(SemaphoreLeak) })
}
func TestTreiberStore(t *testing.T) {
	linearizable.Test(t, func() *TreiberStore { return new(TreiberStore) })
}
func TestListCopy(t *testing.T)    { linearizable.Test(t, func() *ListCopy { return new(ListCopy) }) }
func TestLatchTwice(t *testing.T)  { linearizable.Test(t, NewLatchTwice) }
func TestBankTorn(t *testing.T)    { linearizable.Test(t, func() *BankTorn { return new(BankTorn) }) }
func TestIDsTwice(t *testing.T)    { linearizable.Test(t, func() *IDsTwice { return new(IDsTwice) }) }
func TestMailboxLost(t *testing.T) { linearizable.Test(t, NewMailboxLost) }
func TestGauge(t *testing.T)       { linearizable.Test(t, func() *Gauge { return new(Gauge) }) }
