package racekit

import (
	"fmt"
	"reflect"

	"pgregory.net/rapid"

	"github.com/racekit/toolkit/racekit/internal/linear"
)

// The options in this file are for Linearizable.

// Programs bounds how many programs are run. The default is 100, with -short 20.
func Programs(n int) Option {
	return option(func(s *config) error {
		if n < 1 {
			return fmt.Errorf("racekit.Programs(%d): want at least 1", n)
		}
		s.Programs = n
		return nil
	})
}

// Only says which methods to call. Without it all exported ones are, except
// those of embedded types of package sync.
func Only(methods ...string) Option {
	return option(func(s *config) error {
		s.Linear.Only = append(s.Linear.Only, methods...)
		return nil
	})
}

// Without says which methods not to call.
func Without(methods ...string) Option {
	return option(func(s *config) error {
		s.Linear.Without = append(s.Linear.Without, methods...)
		return nil
	})
}

// Atomic says that methods which visit elements (by callback or iterator) see
// all of them at one moment, so that they may run while others do.
func Atomic(methods ...string) Option {
	return option(func(s *config) error {
		s.Linear.Concurrent = append(s.Linear.Concurrent, methods...)
		return nil
	})
}

// Model gives the sequential behaviour, if it is not that of the type itself: the
// methods of what construct makes, which have the same names and types.
func Model[M any](construct func() M) Option {
	return option(func(s *config) error {
		if construct == nil {
			return fmt.Errorf("racekit.Model: the constructor is nil")
		}
		s.Linear.Model = func() any { return construct() }
		return nil
	})
}

// Rename says that a method of the type is called otherwise in reports and in
// the model.
func Rename(method, to string) Option {
	return option(func(s *config) error {
		set(&s.Linear.Rename, method, to)
		return nil
	})
}

// Gen draws the arguments of type A. Few different values, so that calls meet,
// find more than many.
func Gen[A any](draw func(*rapid.T) A) Option {
	return option(func(s *config) error {
		if draw == nil {
			return fmt.Errorf("racekit.Gen: the function that draws is nil")
		}
		set(&s.Linear.Generators, reflect.TypeFor[A](), generator(rapid.Custom(func(t *rapid.T) A {
			rapid.Bool().Draw(t, "") // a generator must draw something, and draw need not
			return draw(t)
		})))
		return nil
	})
}

// Args gives the arguments of one method, by a generator for each; nil is the
// usual one.
func Args(method string, generators ...*rapid.Generator[any]) Option {
	return option(func(s *config) error {
		var all []linear.Generator
		for _, g := range generators {
			if g == nil {
				all = append(all, nil)
				continue
			}
			all = append(all, generator(g))
		}
		set(&s.Linear.Arguments, method, all)
		return nil
	})
}

func generator[A any](g *rapid.Generator[A]) linear.Generator {
	return func(seed int) any { return g.Example(seed) }
}

// Observe says what of a method's results counts: what see returns for them is
// compared instead. It is called where the method has returned.
func Observe(method string, see func(results []any) any) Option {
	return option(func(s *config) error {
		if see == nil {
			return fmt.Errorf("racekit.Observe(%q): the function is nil", method)
		}
		set(&s.Linear.Observe, method, see)
		return nil
	})
}

// Picture writes porcupine's visualization of a history that is not
// linearizable to a file: an HTML page.
func Picture(file string) Option {
	return option(func(s *config) error {
		s.Picture = file
		return nil
	})
}

func set[K comparable, V any](m *map[K]V, k K, v V) {
	if *m == nil {
		*m = map[K]V{}
	}
	(*m)[k] = v
}
