package execution

import (
	"debug/dwarf"
	"math"
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/racekit/toolkit/racekit/internal/execution/wire"
	"github.com/racekit/toolkit/racekit/internal/sched"
	"github.com/racekit/toolkit/racekit/internal/trace"
)

func TestValuesOfAccesses(t *testing.T) {
	const read, write, rmw = sched.OpRead, sched.OpWrite, sched.OpAtomicRMW
	integer, boolean, pointer := uint8(reflect.Int64), uint8(reflect.Bool), uint8(reflect.Pointer)
	minus := uint64(math.MaxUint64)
	for _, tt := range []struct {
		reason  string
		op      sched.Op
		records []wire.ValueRecord
		want    map[int]trace.Value
	}{
		{"nothing was asked for", read, nil, nil},
		{"a read is of what was there", read, []wire.ValueRecord{{Kind: integer, Before: 1, After: 2}}, map[int]trace.Value{0: {Before: "1", After: "1"}}},
		{"a write leaves what is there after", write, []wire.ValueRecord{{Kind: integer, Before: 1, After: minus}}, map[int]trace.Value{0: {Before: "-1", After: "-1"}}},
		{"an update does both", rmw, []wire.ValueRecord{{Kind: integer, Before: 1, After: 2}}, map[int]trace.Value{0: {Before: "1", After: "2"}}},
		{"a compare-and-swap that fails", rmw, []wire.ValueRecord{{Kind: integer, Before: 1, After: 1, Swap: wire.SwapFailed}}, map[int]trace.Value{0: {Before: "1", After: "1", Swaps: true, Failed: true}}},
		{"a bool that is none", read, []wire.ValueRecord{{Kind: boolean, Before: 2}}, map[int]trace.Value{}},
		{"what is beyond a bool does not matter", read, []wire.ValueRecord{{Kind: boolean, Before: 0xff01}}, map[int]trace.Value{0: {Before: "true", After: "true"}}},
		{"one pointer for another, or for itself", rmw, []wire.ValueRecord{{Kind: pointer, Before: 1 << 40, After: 1 << 41}}, map[int]trace.Value{}},
		{"a pointer is never shown", write, []wire.ValueRecord{{Kind: pointer, After: 1 << 40}}, map[int]trace.Value{0: {Before: "not nil", After: "not nil"}}},
		{"an event that is not there", read, []wire.ValueRecord{{Event: 7, Kind: integer}}, map[int]trace.Value{}},
		{"a variable that nobody knows", read, []wire.ValueRecord{{Global: 16, Before: 3}}, map[int]trace.Value{}},
		{"a variable of a package", read, []wire.ValueRecord{{Global: 8, Before: minus}}, map[int]trace.Value{0: {Before: "-1", After: "-1"}}},
		{"no type and no width", read, []wire.ValueRecord{{Before: 3}}, map[int]trace.Value{}},
		{"a width is enough for a small number", write, []wire.ValueRecord{{Width: 4, After: 7<<32 | 3}}, map[int]trace.Value{0: {Before: "3", After: "3"}}},
		{"a large one may have a sign", write, []wire.ValueRecord{{Width: 4, After: 1 << 31}}, map[int]trace.Value{}},
		{"or be 1.0", write, []wire.ValueRecord{{Width: 4, After: uint64(math.Float32bits(1))}}, map[int]trace.Value{}},
		{"of two bytes", write, []wire.ValueRecord{{Width: 2, After: 1 << 15}}, map[int]trace.Value{}},
		{"a byte may be a bool", write, []wire.ValueRecord{{Width: 1, After: 1}}, map[int]trace.Value{}},
		{"widths that differ", write, []wire.ValueRecord{{Width: 4, After: 1}, {Width: 8, After: 1}}, map[int]trace.Value{}},
	} {
		events := []trace.Event{{Op: tt.op, Object: 1}}
		got := values(tt.records, events, func(at uint64) reflect.Kind {
			if at == 8 {
				return reflect.Int8
			}
			return reflect.Invalid
		})
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.reason, diff)
		}
	}
}

func TestKindIn(t *testing.T) {
	integer := &dwarf.IntType{BasicType: dwarf.BasicType{CommonType: dwarf.CommonType{ByteSize: 4, Name: "int32"}}}
	uintptrs := &dwarf.UintType{BasicType: dwarf.BasicType{CommonType: dwarf.CommonType{ByteSize: 8, Name: "uintptr"}}}
	odd := &dwarf.IntType{BasicType: dwarf.BasicType{CommonType: dwarf.CommonType{ByteSize: 16}}}
	array := &dwarf.ArrayType{CommonType: dwarf.CommonType{ByteSize: 12}, Type: integer, Count: 3}
	structure := func(name string) *dwarf.StructType {
		return &dwarf.StructType{CommonType: dwarf.CommonType{ByteSize: 24}, StructName: name, Field: []*dwarf.StructField{{Type: array}, {Type: uintptrs, ByteOffset: 16}}}
	}
	named := &dwarf.TypedefType{CommonType: dwarf.CommonType{ByteSize: 24}, Type: structure("bank.account")}
	for _, tt := range []struct {
		reason string
		typ    dwarf.Type
		off    int64
		want   reflect.Kind
	}{
		{"an element of an array in a field", named, 8, reflect.Int32},
		{"within a number", named, 6, reflect.Invalid},
		{"between fields", named, 12, reflect.Invalid},
		{"an address as a number, which is not shown", named, 16, reflect.Uintptr},
		{"behind the variable", named, 24, reflect.Invalid},
		{"before it", named, -4, reflect.Invalid},
		{"part of a string", structure("string"), 8, reflect.Invalid},
		{"part of a slice", structure("[]int32"), 8, reflect.Invalid},
		{"what is the runtime's", structure("runtime.hchan"), 8, reflect.Invalid},
		{"the word of an atomic.Bool", structure("sync/atomic.Bool"), 0, reflect.Bool},
		{"a size that no number has", odd, 0, reflect.Invalid},
	} {
		if got := kindIn(tt.typ, tt.off); got != tt.want {
			t.Errorf("%s: %v, want %v", tt.reason, got, tt.want)
		}
	}
	if show(reflect.Uintptr, 8) != "" {
		t.Error("an address is shown")
	}
}

func TestGlobalsOfWhatIsNoBinary(t *testing.T) {
	for _, path := range []string{"/no/such/file", "values_test.go"} {
		if got := readGlobals(path).kindAt(8); got != reflect.Invalid {
			t.Errorf("%s knows a variable of kind %v", path, got)
		}
	}
}
