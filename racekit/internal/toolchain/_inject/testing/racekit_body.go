package testing

import (
	"context"
	"io"
	"os"
)

// An rkExecution is one execution of a test, or of parallel tests together, with a
// T for each.
type rkExecution struct {
	tests   []InternalTest
	out     io.Writer
	chatty  bool
	matcher *matcher
	prepare func(*common)
	root    *T
	top     *T   // the test's own; of several that of the last
	several bool // there are others

	first, last *rkTest // it and its subtests, in order of start
	fault       *common // of what was marked as failed first
}

// rkExecutionOf is for tests of m; run is RunRequest.Run. Whether others would run
// beside tests that run together is known to who asks for them.
func rkExecutionOf(m *M, tests []InternalTest, run string) *rkExecution {
	if run == "" {
		run = *match
	}
	return &rkExecution{
		tests: tests, out: os.Stdout, chatty: Verbose(),
		matcher: newMatcher(rkRemember(m.deps.MatchString), run, "-test.run", *skip),
		prepare: func(c *common) { rkSetPaths(c, m.deps) }, several: len(tests) == 1 && len(m.tests) > 1,
	}
}

// rkMatches holds which names match which patterns.
var rkMatches = map[[2]string]bool{}

// rkMaxMatches bounds rkMatches, for tests whose subtests have ever new names.
const rkMaxMatches = 1 << 14

// rkRemember makes match cheap for later executions: package testdeps compiles a
// pattern anew whenever it is not the one before, which takes longer than most
// tests. matchMutex is held.
func rkRemember(match func(pat, str string) (bool, error)) func(pat, str string) (bool, error) {
	return func(pat, str string) (bool, error) {
		key := [2]string{pat, str}
		if ok, known := rkMatches[key]; known {
			return ok, nil
		}
		ok, err := match(pat, str)
		if err == nil && len(rkMatches) < rkMaxMatches {
			rkMatches[key] = ok
		}
		return ok, err
	}
}

// body does what runTests does.
func (x *rkExecution) body() {
	t := &T{
		common: common{
			signal:    make(chan bool, 1),
			barrier:   make(chan bool),
			w:         x.out,
			ctx:       context.Background(),
			cancelCtx: func() {},
		},
		tstate: newTestState(*parallel, x.matcher),
	}
	x.prepare(&t.common)
	if x.chatty {
		t.chatty = newChattyPrinter(t.w)
	}
	x.root = t
	rkRunning = x
	tRunner(t, func(t *T) {
		for _, test := range x.tests {
			t.Run(test.Name, test.F)
		}
	})
}

// rkRunning is the execution that began last.
var rkRunning *rkExecution

// rkStatusOf is the execution.Status of an execution that did not return.
func rkStatusOf(end int) uint8 {
	switch end {
	case rkw_EndDeadlock:
		return rkw_StatusDeadlock
	case rkw_EndPanicked:
		return rkw_StatusPanicked
	case rkw_EndLivelock:
		return rkw_StatusLivelock
	case rkw_EndTimedOut:
		return rkw_StatusTimedOut
	}
	return rkw_StatusPassed
}

func (x *rkExecution) status() uint8 {
	switch {
	case x.root.failed:
		return rkw_StatusFailed
	case !x.any(func(c *common) bool { return !c.skipped }):
		return rkw_StatusSkipped
	}
	return rkw_StatusPassed
}

// any reports whether f holds for one of the tests that are no subtests.
//
//go:norace
func (x *rkExecution) any(f func(*common) bool) bool {
	for n := x.first; n != nil; n = n.next {
		if n.c.parent == &x.root.common && f(n.c) {
			return true
		}
	}
	return false
}

// beside reports whether other tests of the package would have run beside it: it
// is parallel, and not the only one.
func (x *rkExecution) beside() bool { return x.top != nil && x.top.isParallel && x.several }

// abandon shows what each test has logged and removes its temporary directory:
// it will not come to either itself.
func (x *rkExecution) abandon() {
	if x.root == nil {
		return
	}
	x.any(func(c *common) bool {
		if c.mu.TryLock() {
			x.out.Write(c.output)
			c.mu.Unlock()
		}
		if c.tempDirMu.TryLock() {
			dir := c.tempDir
			c.tempDirMu.Unlock()
			if dir != "" {
				os.RemoveAll(dir)
			}
		}
		return false
	})
}
