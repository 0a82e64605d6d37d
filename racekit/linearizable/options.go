package linearizable

import (
	"fmt"
	"reflect"

	"pgregory.net/rapid"

	"github.com/racekit/toolkit/racekit/internal/linear"
	"github.com/racekit/toolkit/racekit/internal/settings"
)

// An Option is one of this package, or an option of package racekit that all
// verbs have: racekit.Schedules, racekit.Budget, racekit.Seed,
// racekit.Cooperative or a racekit.Strategy.
type Option interface {
	// Apply is for the verbs of this module.
	Apply(*settings.Values) error
}

// A config is what Test was told.
type config struct {
	settings.Values
	linear   linear.Config
	programs int
	picture  string // file for porcupine's visualization; "" is none
}

func (c *config) apply(o Option) error {
	if own, ok := o.(option); ok {
		return own(c)
	}
	return o.Apply(&c.Values)
}

// An option is one of this package.
type option func(*config) error

// Apply implements Option. Of what all verbs have nothing is set.
func (option) Apply(*settings.Values) error { return nil }

// Programs bounds how many programs are run. The default is 100, with -short 20.
func Programs(n int) Option {
	return option(func(c *config) error {
		if n < 1 {
			return fmt.Errorf("linearizable.Programs(%d): want at least 1", n)
		}
		c.programs = n
		return nil
	})
}

// Only says which methods to call. Without it all exported ones are, except
// those of embedded types of package sync.
func Only(methods ...string) Option {
	return option(func(c *config) error {
		c.linear.Only = append(c.linear.Only, methods...)
		return nil
	})
}

// Without says which methods not to call.
func Without(methods ...string) Option {
	return option(func(c *config) error {
		c.linear.Without = append(c.linear.Without, methods...)
		return nil
	})
}

// Snapshot says that methods which visit elements (by callback or iterator) see
// all of them at one moment, so that they may run while other calls do.
func Snapshot(methods ...string) Option {
	return option(func(c *config) error {
		c.linear.Concurrent = append(c.linear.Concurrent, methods...)
		return nil
	})
}

// Model gives the sequential specification, if it is not the type itself: a type
// whose methods have the same names and types, and which is called by one
// goroutine alone.
func Model[M any](construct func() M) Option {
	return option(func(c *config) error {
		if construct == nil {
			return fmt.Errorf("linearizable.Model: the constructor is nil")
		}
		c.linear.Model = func() any { return construct() }
		return nil
	})
}

// Rename says that a method of the type has another name in reports and in the
// model.
func Rename(method, to string) Option {
	return option(func(c *config) error {
		set(&c.linear.Rename, method, to)
		return nil
	})
}

// Gen draws the arguments of type A. A generator of few different values finds
// more than one of many, because calls meet.
func Gen[A any](draw func(*rapid.T) A) Option {
	return option(func(c *config) error {
		if draw == nil {
			return fmt.Errorf("linearizable.Gen: the function that draws is nil")
		}
		set(&c.linear.Generators, reflect.TypeFor[A](), generator(rapid.Custom(func(t *rapid.T) A {
			rapid.Bool().Draw(t, "") // a generator must draw something, and draw need not
			return draw(t)
		})))
		return nil
	})
}

// Args gives the arguments of one method, by a generator for each. For a nil
// generator it uses that of Gen, or else simple values such as 0, 1 and 2.
func Args(method string, generators ...*rapid.Generator[any]) Option {
	return option(func(c *config) error {
		var all []linear.Generator
		for _, g := range generators {
			if g == nil {
				all = append(all, nil)
				continue
			}
			all = append(all, generator(g))
		}
		set(&c.linear.Arguments, method, all)
		return nil
	})
}

func generator[A any](g *rapid.Generator[A]) linear.Generator {
	return func(seed int) any { return g.Example(seed) }
}

// Observe says what is compared of a method's results: what see returns for
// them. See is called when the method has returned.
func Observe(method string, see func(results []any) any) Option {
	return option(func(c *config) error {
		if see == nil {
			return fmt.Errorf("linearizable.Observe(%q): the function is nil", method)
		}
		set(&c.linear.Observe, method, see)
		return nil
	})
}

// Picture writes porcupine's visualization of a history that is not
// linearizable to a file: an HTML page.
func Picture(file string) Option {
	return option(func(c *config) error {
		c.picture = file
		return nil
	})
}

func set[K comparable, V any](m *map[K]V, k K, v V) {
	if *m == nil {
		*m = map[K]V{}
	}
	(*m)[k] = v
}
