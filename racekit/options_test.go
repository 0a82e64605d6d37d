package racekit_test

import (
	"reflect"
	"strings"
	"testing"

	"github.com/racekit/toolkit/racekit"
	"github.com/racekit/toolkit/racekit/internal/explore"
	"github.com/racekit/toolkit/racekit/internal/settings"
	"github.com/racekit/toolkit/racekit/linearizable"
)

// An option that a verb would ignore does not compile with it.
func TestWhoAcceptsWhat(t *testing.T) {
	type accepted struct{ fuzz, test, compare, linearizable bool }
	for _, row := range []struct {
		reason string
		option reflect.Type
		want   accepted
	}{
		{"all explore", reflect.TypeOf(racekit.Schedules).Out(0), accepted{true, true, true, true}},
		{"all take time", reflect.TypeOf(racekit.Budget).Out(0), accepted{true, true, true, true}},
		{"all switch goroutines", reflect.TypeOf(racekit.Cooperative).Out(0), accepted{true, true, true, true}},
		{"all choose", reflect.TypeFor[racekit.Strategy](), accepted{true, true, true, true}},
		{"the fuzzer makes the schedules", reflect.TypeOf(racekit.Seed).Out(0), accepted{false, true, true, true}},
		{"only what is compared has an operation", reflect.TypeOf(racekit.MeasureCost).Out(0), accepted{false, false, true, false}},
		{"only programs are drawn", reflect.TypeOf(linearizable.Programs).Out(0), accepted{false, false, false, true}},
	} {
		got := accepted{
			row.option.Implements(reflect.TypeFor[racekit.Option]()),
			row.option.Implements(reflect.TypeFor[racekit.TestOption]()),
			row.option.Implements(reflect.TypeFor[racekit.CompareOption]()),
			row.option.Implements(reflect.TypeFor[linearizable.Option]()),
		}
		if got != row.want {
			t.Errorf("%s: %v is accepted by %+v, want %+v", row.reason, row.option, got, row.want)
		}
	}
}

// Each strategy is the one that the flag calls so, and there is one for each.
func TestStrategies(t *testing.T) {
	all := []racekit.Strategy{racekit.Mix, racekit.RandomWalk, racekit.PCT, racekit.POS, racekit.URW, racekit.SURW, racekit.DelayBounded, racekit.FIFO, racekit.LIFO}
	want := strings.Fields("mix walk pct pos urw surw delay fifo lifo")
	for i, s := range all {
		var v settings.Values
		configs, err := explore.Strategy(want[i])
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Apply(&v); err != nil || s.String() != want[i] || !reflect.DeepEqual(v.Strategies, configs) {
			t.Errorf("%v sets %v, %v; want %s", s, v.Strategies, err, want[i])
		}
	}
	if n := len(explore.StrategyNames()); n != len(all) {
		t.Errorf("there are %d strategies, and constants for %d", n, len(all))
	}
	err := racekit.Strategy(99).Apply(new(settings.Values))
	if want := "racekit.Strategy(99): there is no such strategy; use one of the constants, such as racekit.PCT"; err == nil || err.Error() != want {
		t.Errorf("%v, want %s", err, want)
	}
}
