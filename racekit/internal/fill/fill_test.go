package fill

import (
	"context"
	"io"
	"reflect"
	"strings"
	"testing"
)

type key string

type record struct {
	ID    int
	Name  string
	Tags  []key
	Prop  map[string]float64
	Next  *record
	Any   any
	Err   error
	Ctx   context.Context
	inner chan int // nobody else can set it
}

// value makes a T.
func value[T any](t *testing.T, seed uint64) T {
	t.Helper()
	var x T
	if err := Value(seed, &x); err != nil {
		t.Fatal(err)
	}
	return x
}

func TestSimpleValues(t *testing.T) {
	for _, tt := range []struct {
		reason    string
		got, want any
	}{
		{"numbers are the seed", value[int](t, 7), 7},
		{"of any type", value[uint8](t, 3), uint8(3)},
		{"and size", value[float32](t, 2), float32(2)},
		{"strings count in letters", value[string](t, 0), "a"},
		{"to z", value[string](t, 25), "z"},
		{"and on", value[string](t, 27), "ab"},
		{"named types too", value[key](t, 1), key("b")},
		{"0 is false", value[bool](t, 0), false},
		{"any holds a number", value[any](t, 2), any(2)},
		{"slices have as many elements, if few", value[[]int](t, 2), []int{2, 3}},
		{"0 has none", len(value[[]byte](t, 0)), 0},
		{"an error has a text", value[error](t, 1) != nil, true},
		{"a context is there", value[context.Context](t, 1), context.Background()},
	} {
		if !reflect.DeepEqual(tt.got, tt.want) {
			t.Errorf("%s: got %#v, want %#v", tt.reason, tt.got, tt.want)
		}
	}
}

func TestStructs(t *testing.T) {
	differ := false
	for seed := range uint64(20) {
		a, b := value[record](t, seed), value[record](t, seed)
		if !reflect.DeepEqual(a, b) {
			t.Errorf("seed %d gives %+v and %+v", seed, a, b)
		}
		differ = differ || !reflect.DeepEqual(a, value[record](t, 0))
		if a.inner != nil {
			t.Error("a field that is not exported was set")
		}
	}
	if !differ {
		t.Error("all seeds give the same value")
	}
	if p := value[*record](t, 1); p == nil {
		t.Error("a pointer is nil")
	}
}

func TestWhatCannotBeMade(t *testing.T) {
	for _, tt := range []struct {
		reason string
		ptr    any
		want   string
	}{
		{"it has two ends", new(chan int), "nobody knows which chan to use as chan int"},
		{"it could do anything", new(func()), "which func to use"},
		{"there are many", new(io.Reader), "which implementation to use as io.Reader"},
		{"the part that cannot", new(struct{ C []chan int }), "field C: nobody knows"},
		{"as a key", new(map[chan int]int), "which chan"},
		{"there is nothing to set", 7, "int is no pointer"},
		{"there is nothing to set either", (*int)(nil), "*int is no pointer to a variable"},
	} {
		if err := Value(1, tt.ptr); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: error %v, want one with %q", tt.reason, err, tt.want)
		}
	}
}
