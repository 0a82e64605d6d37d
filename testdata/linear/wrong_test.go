package linear

import (
	"testing"

	"github.com/racekit/toolkit/racekit"
)

func TestStackGap(t *testing.T) { racekit.Linearizable(t, func() *StackGap { return new(StackGap) }) }
func TestQueueWrap(t *testing.T) {
	racekit.Linearizable(t, func() *QueueWrap { return new(QueueWrap) })
}
func TestSetSplit(t *testing.T)   { racekit.Linearizable(t, NewSetSplit[string]) }
func TestHeapGap(t *testing.T)    { racekit.Linearizable(t, func() *HeapGap { return new(HeapGap) }) }
func TestMapTwice(t *testing.T)   { racekit.Linearizable(t, NewMapTwice) }
func TestLRURead(t *testing.T)    { racekit.Linearizable(t, NewLRURead) }
func TestCacheStale(t *testing.T) { racekit.Linearizable(t, NewCacheStale) }
func TestCounterSplit(t *testing.T) {
	racekit.Linearizable(t, func() *CounterSplit { return new(CounterSplit) })
}
func TestMaxSplit(t *testing.T) { racekit.Linearizable(t, func() *MaxSplit { return new(MaxSplit) }) }
func TestRingTwo(t *testing.T)  { racekit.Linearizable(t, func() *RingTwo { return new(RingTwo) }) }
func TestSemaphoreLeak(t *testing.T) {
	racekit.Linearizable(t, func() *SemaphoreLeak { return new(SemaphoreLeak) })
}
func TestTreiberStore(t *testing.T) {
	racekit.Linearizable(t, func() *TreiberStore { return new(TreiberStore) })
}
func TestListCopy(t *testing.T)    { racekit.Linearizable(t, func() *ListCopy { return new(ListCopy) }) }
func TestLatchTwice(t *testing.T)  { racekit.Linearizable(t, NewLatchTwice) }
func TestBankTorn(t *testing.T)    { racekit.Linearizable(t, func() *BankTorn { return new(BankTorn) }) }
func TestIDsTwice(t *testing.T)    { racekit.Linearizable(t, func() *IDsTwice { return new(IDsTwice) }) }
func TestMailboxLost(t *testing.T) { racekit.Linearizable(t, NewMailboxLost) }
func TestGauge(t *testing.T)       { racekit.Linearizable(t, func() *Gauge { return new(Gauge) }) }
