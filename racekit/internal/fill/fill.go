// Package fill makes values of any type from a number. It alone knows
// github.com/google/gofuzz, which is no longer developed.
package fill

import (
	"context"
	"fmt"
	"reflect"

	fuzz "github.com/google/gofuzz"
)

// Value sets *ptr to the value of its type that belongs to seed. Equal seeds
// give equal values, and 0 gives the simplest: numbers are the seed itself,
// strings are "a", "b", ..., an any holds an int, slices have few elements.
// Other values of several parts are small and random. It fails for what cannot be made out of nothing: channels,
// functions and interfaces other than any, error and context.Context.
func Value(seed uint64, ptr any) error {
	v := reflect.ValueOf(ptr)
	if v.Kind() != reflect.Pointer || v.IsNil() {
		return fmt.Errorf("fill: %T is no pointer to a variable", ptr)
	}
	if err := Can(v.Type().Elem()); err != nil {
		return err
	}
	if simple(v.Elem(), seed) {
		return nil
	}
	fuzz.NewWithSeed(int64(seed)).NilChance(0).NumElements(0, 2).MaxDepth(8).Funcs(
		func(x *any, c fuzz.Continue) { *x = c.Intn(few) },
		func(x *error, c fuzz.Continue) { *x = failure(c.Intn(few)) },
		func(x *context.Context, _ fuzz.Continue) { *x = context.Background() },
		func(x *int, c fuzz.Continue) { *x = c.Intn(few) },
		func(x *int64, c fuzz.Continue) { *x = c.Int63n(few) },
		func(x *uint64, c fuzz.Continue) { *x = uint64(c.Intn(few)) },
		func(x *byte, c fuzz.Continue) { *x = byte(c.Intn(few)) },
		func(x *float64, c fuzz.Continue) { *x = float64(c.Intn(few)) },
		func(x *string, c fuzz.Continue) { *x = word(uint64(c.Intn(few))) },
	).Fuzz(ptr)
	return nil
}

// few is how many values the parts of a value have: equal ones should meet.
const few = 4

// failure is the error of a seed.
type failure int

func (f failure) Error() string { return "error " + word(uint64(f)) }

// simple sets v if its type has an order from simple to complex.
func simple(v reflect.Value, seed uint64) bool {
	switch {
	case v.CanInt():
		v.SetInt(int64(seed))
	case v.CanUint():
		v.SetUint(seed)
	case v.CanFloat():
		v.SetFloat(float64(seed))
	case v.CanComplex():
		v.SetComplex(complex(float64(seed), 0))
	case v.Kind() == reflect.Bool:
		v.SetBool(seed%2 == 1)
	case v.Kind() == reflect.String:
		v.SetString(word(seed))
	case v.Type() == anyType:
		v.Set(reflect.ValueOf(int(seed)))
	case v.Kind() == reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), int(seed%few), few))
		for i := range v.Len() {
			if !simple(v.Index(i), seed+uint64(i)) {
				return false
			}
		}
	default:
		return false
	}
	return true
}

// word counts in letters: a, b, ..., z, aa, ab, ...
func word(n uint64) string {
	s := ""
	for {
		s = string(rune('a'+n%26)) + s
		if n < 26 {
			return s
		}
		n = n/26 - 1
	}
}

var (
	anyType    = reflect.TypeFor[any]()
	givenTypes = map[reflect.Type]bool{anyType: true, reflect.TypeFor[error](): true, reflect.TypeFor[context.Context](): true}
)

// Can returns nil if Value can make values of type t, else why not.
func Can(t reflect.Type) error { return can(t, map[reflect.Type]bool{}) }

func can(t reflect.Type, seen map[reflect.Type]bool) error {
	if seen[t] || givenTypes[t] {
		return nil
	}
	seen[t] = true
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Array:
		return can(t.Elem(), seen)
	case reflect.Map:
		if err := can(t.Key(), seen); err != nil {
			return err
		}
		return can(t.Elem(), seen)
	case reflect.Struct:
		for f := range t.Fields() {
			if f.IsExported() {
				if err := can(f.Type, seen); err != nil {
					return fmt.Errorf("field %s: %w", f.Name, err)
				}
			}
		}
	case reflect.Chan, reflect.Func, reflect.UnsafePointer, reflect.Interface:
		return fmt.Errorf("nobody knows which %s to use as %s", kindName(t), t)
	}
	return nil
}

func kindName(t reflect.Type) string {
	if t.Kind() == reflect.Interface {
		return "implementation"
	}
	return t.Kind().String()
}
