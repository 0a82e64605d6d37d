// Package harness is what the verbs of package racekit stand on: it finds out
// where a test runs, tells the calls of the library in a test from each other,
// and gives laboratories in which a call is explored.
package harness

import (
	"fmt"
	"os"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/native"
)

// A Place is where a test runs.
type Place uint8

const (
	Ordinary   Place = iota // an ordinary toolchain
	Repeated                // likewise, in a child that repeats the body of one call
	Controlled              // the controlled toolchain, as go test runs it
	Inside                  // an execution is in progress, and the test is part of it
)

// controlled are the methods of a T of the controlled toolchain.
type controlled interface {
	RacekitInside() (input string, execution uint32)
	RacekitWhole()
	RacekitServe(request []byte, body func(*testing.T)) (reply, events, log []byte)
}

// Controls reports whether the toolchain that built the test is controlled.
func Controls(t *testing.T) bool {
	_, ok := any(t).(controlled)
	return ok
}

// outdated reports whether t, of a controlled toolchain, speaks another protocol.
func outdated(t any) bool {
	p, ok := t.(interface{ RacekitProtocol() uint32 })
	return !ok || p.RacekitProtocol() != execution.Protocol
}

// A Call is one call of the library in a test.
type Call struct {
	T     *testing.T
	Place Place
	N     int // its number in the test, from 0
	verb  string
	c     controlled

	// Inside an execution: its number, and RunRequest.Input.
	execution uint32
	order     string
}

// Begin is called once where a verb that runs bodies begins. It ends the test
// if the verb is used in the body of another one.
func Begin(t *testing.T, verb string) *Call {
	if t == nil {
		panic(fmt.Sprintf("%s needs the *testing.T of a running test, and got nil", verb))
	}
	t.Helper()
	c := &Call{T: t, verb: verb}
	c.c, _ = any(t).(controlled)
	switch {
	case c.c != nil:
		c.Place = Controlled
		if c.order, c.execution = c.c.RacekitInside(); c.execution > 0 {
			c.Place = Inside
		} else if outdated(t) {
			t.Fatalf("%s cannot explore: the controlled GOROOT, %s, was made by another version of racekit than the one in go.mod; run eval \"$(go run github.com/racekit/toolkit/cmd/racekit env)\" here, then go test again", verb, os.Getenv("GOROOT"))
		}
	case native.Child():
		c.Place = Repeated
	}
	if c.Place == Ordinary || c.Place == Controlled && !Reports() {
		c.nameRecords()
	}
	calls.Lock()
	defer calls.Unlock()
	for _, outer := range calls.bodies {
		// An execution that was given up has left its entry.
		if outer.execution == c.execution && (t.Name() == outer.test || strings.HasPrefix(t.Name(), outer.test+"/")) {
			t.Fatalf("%s is called inside the body of %s, which is one execution already; remove one of the two calls", verb, outer.verb)
		}
	}
	if _, ok := calls.of[t]; !ok {
		t.Cleanup(func() {
			calls.Lock()
			defer calls.Unlock()
			delete(calls.of, t)
		})
	}
	c.N = calls.of[t]
	calls.of[t]++
	return c
}

// calls are those of running tests.
var calls = struct {
	sync.Mutex
	of     map[*testing.T]int
	bodies []body // that run
}{of: map[*testing.T]int{}}

type body struct {
	test      string
	verb      string
	execution uint32
}

// Body returns run such that the library notices calls in it.
func (c *Call) Body(run func(*testing.T)) func(*testing.T) {
	return func(t *testing.T) {
		t.Helper()
		b := body{test: t.Name(), verb: c.verb}
		if c.c != nil {
			_, b.execution = c.c.RacekitInside()
		}
		calls.Lock()
		calls.bodies = append(calls.bodies, b)
		calls.Unlock()
		defer func() {
			calls.Lock()
			defer calls.Unlock()
			calls.bodies = slices.DeleteFunc(calls.bodies, func(x body) bool { return x == b })
		}()
		parallel := isParallel(t)
		run(t)
		if c.c != nil && !parallel && isParallel(t) {
			t.Errorf("%s: the body calls t.Parallel, and each execution of it must end before the next; call t.Parallel in the test, outside the body", c.verb)
		}
	}
}

// isParallel reports whether t.Parallel was called.
func isParallel(t *testing.T) bool {
	f := reflect.ValueOf(t).Elem().FieldByName("isParallel")
	return f.IsValid() && f.Bool()
}

// Judge has judge called after the execution in progress: see RacekitJudge of
// the controlled package testing.
func (c *Call) Judge(judge func(waits bool) (wrong bool, message string)) {
	if j, ok := any(c.T).(interface {
		RacekitJudge(func(bool) (bool, string))
	}); ok {
		j.RacekitJudge(judge)
	}
}

// detector is what looks for data races in the executions of c.
func (c *Call) detector() execution.Detector {
	if d, ok := any(c.T).(interface{ RacekitDetector() uint8 }); ok {
		return execution.Detector(d.RacekitDetector())
	}
	return execution.TSan
}

// separator stands between the parts of an order.
const separator = "\x1f"

// Order is the input that makes an execution of c's test run item of this call.
func (c *Call) Order(item string) string {
	return strings.Join([]string{c.T.Name(), strconv.Itoa(c.N), item}, separator)
}

// Item returns what of c the execution in progress is for. any is true if it is
// for no call in particular, as in racekit test; ours is false if it is for
// another one.
func (c *Call) Item() (item string, any, ours bool) {
	if c.order == "" {
		return "", true, true
	}
	item, ours = strings.CutPrefix(c.order, c.Order(""))
	return item, false, ours
}

// Whole ends an execution that racekit test has begun of a test that explores
// itself; racekit test runs it as it is instead.
func (c *Call) Whole() {
	c.T.Helper()
	c.c.RacekitWhole()
	c.T.Skipf("%s explores by itself", c.verb)
}
