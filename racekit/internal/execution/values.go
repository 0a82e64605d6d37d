package execution

import (
	"math"
	"reflect"
	"strconv"

	"github.com/racekit/toolkit/racekit/internal/execution/wire"
	"github.com/racekit/toolkit/racekit/internal/sched"
	"github.com/racekit/toolkit/racekit/internal/trace"
)

// values returns what the accesses of events found and left, by event. Of what
// has no type there is nothing; kindAt knows that of package variables.
func values(records []wire.ValueRecord, events []trace.Event, kindAt func(uint64) reflect.Kind) map[int]trace.Value {
	if len(records) == 0 {
		return nil
	}
	out := map[int]trace.Value{}
	widths := widthsOf(records, events)
	for _, r := range records {
		if int64(r.Event) >= int64(len(events)) {
			continue
		}
		e := events[r.Event]
		kind := reflect.Kind(r.Kind)
		if r.Kind == 0 && r.Global != 0 {
			kind = kindAt(r.Global)
		}
		say := func(word uint64) string {
			if r.Kind == 0 && r.Global == 0 {
				return small(widths[e.Object], word)
			}
			return show(kind, word)
		}
		v := trace.Value{Before: say(r.Before), After: say(r.After)}
		switch e.Op {
		case sched.OpRead, sched.OpAtomicLoad:
			v.After = v.Before
		case sched.OpWrite, sched.OpAtomicStore:
			v.Before = v.After
		case sched.OpAtomicRMW:
			v.Swaps, v.Failed = r.Swap != 0, r.Swap == wire.SwapFailed
			if v.Before == someone && v.After == someone {
				continue // whether it is the same one is not known
			}
		}
		if v.Before != "" && v.After != "" {
			out[int(r.Event)] = v
		}
	}
	return out
}

// widthsOf returns how wide the objects without a type are, by number: a
// variable is stored as a whole. 0 is unknown.
func widthsOf(records []wire.ValueRecord, events []trace.Event) map[uint32]uint8 {
	out := map[uint32]uint8{}
	for _, r := range records {
		if r.Width == 0 || int64(r.Event) >= int64(len(events)) {
			continue
		}
		object := events[r.Event].Object
		if was, ok := out[object]; ok && was != r.Width {
			out[object] = 0
			continue
		}
		out[object] = r.Width
	}
	return out
}

// small writes a number so small that it is the same with a sign and without
// one, and that nothing else looks like it: an address, a number with a point. A
// byte may be a bool.
func small(width uint8, word uint64) string {
	limit := uint64(1) << 20
	switch width {
	case 2:
		word, limit = word&(1<<16-1), 1<<15
	case 4:
		word &= 1<<32 - 1
	case 8:
	default:
		return ""
	}
	if word >= limit {
		return ""
	}
	return strconv.FormatUint(word, 10)
}

// someone stands for an address.
const someone = "not nil"

// show writes a value as Go does; "" if it is not known what it says.
func show(kind reflect.Kind, word uint64) string {
	switch kind {
	case reflect.Bool:
		switch uint8(word) {
		case 0:
			return "false"
		case 1:
			return "true"
		}
	case reflect.Int8:
		return strconv.FormatInt(int64(int8(word)), 10)
	case reflect.Int16:
		return strconv.FormatInt(int64(int16(word)), 10)
	case reflect.Int32:
		return strconv.FormatInt(int64(int32(word)), 10)
	case reflect.Int64, reflect.Int:
		return strconv.FormatInt(int64(word), 10)
	case reflect.Uint8:
		return strconv.FormatUint(uint64(uint8(word)), 10)
	case reflect.Uint16:
		return strconv.FormatUint(uint64(uint16(word)), 10)
	case reflect.Uint32:
		return strconv.FormatUint(uint64(uint32(word)), 10)
	case reflect.Uint64, reflect.Uint:
		return strconv.FormatUint(word, 10)
	case reflect.Float32:
		return strconv.FormatFloat(float64(math.Float32frombits(uint32(word))), 'g', -1, 32)
	case reflect.Float64:
		return strconv.FormatFloat(math.Float64frombits(word), 'g', -1, 64)
	case reflect.Pointer, reflect.UnsafePointer, reflect.Map, reflect.Chan, reflect.Func:
		if word == 0 {
			return "nil"
		}
		return someone
	}
	return ""
}
