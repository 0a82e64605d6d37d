package trace

import (
	"testing"

	"github.com/racekit/toolkit/racekit/internal/sched"
)

func TestValueText(t *testing.T) {
	for _, tt := range []struct {
		op     sched.Op
		value  Value
		text   string
		read   bool
		wrote  bool
		reason string
	}{
		{sched.OpRead, Value{Before: "1", After: "1"}, "1", true, false, "what was read"},
		{sched.OpAtomicLoad, Value{Before: "1", After: "1"}, "1", true, false, "what was loaded"},
		{sched.OpWrite, Value{Before: "2", After: "2"}, "2", false, true, "what was written"},
		{sched.OpAtomicRMW, Value{Before: "1", After: "2"}, "1 -> 2", true, true, "both"},
		{sched.OpAtomicRMW, Value{Before: "1", After: "2", Swaps: true}, "1 -> 2", true, true, "both, where it was as expected"},
		{sched.OpAtomicRMW, Value{Before: "1", After: "1", Swaps: true, Failed: true}, "1, fails", true, false, "it was not"},
	} {
		tr := &Trace{Events: []Event{{}, {Op: tt.op}}, Values: map[int]Value{1: tt.value}}
		if got := tr.ValueText(1); got != tt.text {
			t.Errorf("%v: %q, want %q (%s)", tt.op, got, tt.text, tt.reason)
		}
		if v, ok := tr.Read(1); ok != tt.read || v != tt.value.Before {
			t.Errorf("%v: read %q, %v (%s)", tt.op, v, ok, tt.reason)
		}
		if v, ok := tr.Wrote(1); ok != tt.wrote || v != tt.value.After {
			t.Errorf("%v: wrote %q, %v (%s)", tt.op, v, ok, tt.reason)
		}
		if _, ok := tr.Read(0); ok || tr.ValueText(0) != "" {
			t.Error("an event without a value has one")
		}
	}
}
