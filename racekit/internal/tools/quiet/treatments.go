package main

import "strings"

// A treatment is what racekit does about a guard.
type treatment string

const (
	step  treatment = "step"  // a call is a point of its caller
	fact  treatment = "fact"  // if two goroutines share it, nothing is verified
	cache treatment = "cache" // no program sees who was first
	call  treatment = "call"  // a system call comes with it, and is a fact
	tests treatment = "tests" // of what carries out tests and benchmarks
)

// meanings say what a treatment is, and why it is enough.
var meanings = map[treatment]string{
	step:  "its calls are steps of the caller, with points before them",
	fact:  "goroutines are not switched inside; if two share it, the test is not verified",
	cache: "a cache, a pool, or made once: no program sees who was first",
	call:  "a system call comes with it, and because of that the test is not verified",
	tests: "what carries out tests and benchmarks keeps it for itself",
}

// treatments are for the guards of a package and those below it, or for some of
// one. Pools and what is made once need none.
var treatments = map[string]treatment{
	"encoding/binary":          cache, // sizes of types
	"encoding/gob":             fact,  // streams, names of types, and their numbers
	"encoding/json":            cache,
	"encoding/xml":             cache,
	"go/constant":              cache, // a string is put together once
	"go/token":                 fact,
	"go/types":                 cache, // equal types, whoever makes them
	"html/template":            fact,
	"log Logger.":              step,
	"mime":                     fact,
	"os":                       fact,
	"syscall envLock":          step,
	"syscall ForkLock":         call,
	"syscall forkingLock":      call,
	"syscall origRlimitNofile": call,
	"testing":                  tests,
	"text/template":            fact,
	"unique":                   cache, // equal values, whoever makes them
}

// treat returns what is done about a guard; "" if nobody has thought of it.
func treat(g Guard) treatment {
	if g.Type == "sync.Pool" || g.Type == "sync.Once" {
		return cache
	}
	best, found := treatment(""), -1
	for key, t := range treatments {
		fits := key == g.Package || strings.HasPrefix(g.Package, key+"/") || strings.Contains(key, " ") && strings.HasPrefix(g.Package+" "+g.Name, key)
		if fits && len(key) > found {
			best, found = t, len(key)
		}
	}
	return best
}
