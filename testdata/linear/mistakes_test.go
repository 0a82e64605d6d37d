package linear

import (
	"math/rand/v2"
	"testing"

	"github.com/racekit/toolkit/racekit"
	"github.com/racekit/toolkit/racekit/linearizable"
	"pgregory.net/rapid"
)

// How the library is used wrongly, and what its options do.

type silent struct{}

type channels struct{}

func (channels) Into(chan int) {}

type dice struct{}

func (*dice) Roll() int  { return rand.IntN(1000000) }
func (*dice) Sides() int { return 6 }

// A panicky cannot model a stack.
type panicky struct{}

func (panicky) Push(int)         { panic("the model has no room") }
func (panicky) Pop() (int, bool) { return 0, false }

// A sequential stack is the model of one that calls its methods otherwise.
type sequential struct{ items []int }

func (s *sequential) Push(v int) { s.items = append(s.items, v) }

func (s *sequential) Take() (int, bool) {
	n := len(s.items)
	if n == 0 {
		return 0, false
	}
	v := s.items[n-1]
	s.items = s.items[:n-1]
	return v, true
}

func newStack() *Stack { return new(Stack) }

func TestNilConstructor(t *testing.T) { linearizable.Test[*Stack](t, nil) }
func TestSilent(t *testing.T)         { linearizable.Test(t, func() *silent { return new(silent) }) }
func TestChannels(t *testing.T)       { linearizable.Test(t, func() channels { return channels{} }) }
func TestDice(t *testing.T)           { linearizable.Test(t, func() *dice { return new(dice) }) }
func TestPanicky(t *testing.T) {
	linearizable.Test(t, newStack, linearizable.Model(func() panicky { return panicky{} }))
}

func TestNested(t *testing.T) {
	racekit.Test(t, func(t *testing.T) { linearizable.Test(t, newStack) })
}

func TestNoSuchMethod(t *testing.T) { linearizable.Test(t, newStack, linearizable.Without("Peek")) }
func TestNoPrograms(t *testing.T)   { linearizable.Test(t, newStack, linearizable.Programs(0)) }

func TestModel(t *testing.T) {
	linearizable.Test(t, newStack, linearizable.Model(func() *sequential { return new(sequential) }), linearizable.Rename("Pop", "Take"))
}

func TestChannelsGiven(t *testing.T) {
	linearizable.Test(t, func() channels { return channels{} }, linearizable.Gen(func(*rapid.T) chan int { return make(chan int, 1) }))
}

func TestDiceObserved(t *testing.T) {
	linearizable.Test(t, func() *dice { return new(dice) }, linearizable.Observe("Roll", func(results []any) any { return results[0].(int) >= 0 }))
}

// What is drawn is in the report, and so is the picture.
func TestPicture(t *testing.T) {
	linearizable.Test(t, NewSetSplit[string],
		linearizable.Only("Add"), linearizable.Args("Add", rapid.Just[any]("key")), linearizable.Picture(t.ArtifactDir()+"/history.html"))
}
