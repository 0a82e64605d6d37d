package testing

import (
	"context"
	"os"
)

// An rkExecution is one execution of a test, with a T of its own.
type rkExecution struct {
	m    *M
	test *InternalTest
	root *T
	top  *T // the test's own
}

// body does what runTests does for one test.
func (x *rkExecution) body() {
	tstate := newTestState(*parallel, newMatcher(x.m.deps.MatchString, *match, "-test.run", *skip))
	t := &T{
		common: common{
			signal:    make(chan bool, 1),
			barrier:   make(chan bool),
			w:         os.Stdout,
			ctx:       context.Background(),
			cancelCtx: func() {},
		},
		tstate: tstate,
	}
	rkSetPaths(&t.common, x.m.deps)
	if Verbose() {
		t.chatty = newChattyPrinter(t.w)
	}
	x.root = t
	tRunner(t, func(t *T) {
		t.Run(x.test.Name, func(t *T) {
			x.top = t
			x.test.F(t)
		})
	})
}

// rkStatusOf is the execution.Status of an execution that did not return.
func rkStatusOf(end int) uint8 {
	switch end {
	case rkEndDeadlock:
		return rkDeadlock
	case rkEndPanicked:
		return rkPanicked
	case rkEndLivelock:
		return rkLivelock
	case rkEndTimedOut:
		return rkTimedOut
	}
	return rkPassed
}

func (x *rkExecution) status() uint8 {
	switch {
	case x.root.failed:
		return rkFailed
	case x.top == nil || x.top.skipped:
		return rkSkipped
	}
	return rkPassed
}

// abandon shows what the test has logged and removes its temporary directory:
// it will not come to either itself.
func (x *rkExecution) abandon() {
	if x.top == nil || !x.top.mu.TryLock() {
		return
	}
	os.Stdout.Write(x.top.output)
	x.top.mu.Unlock()
	if x.top.tempDirMu.TryLock() {
		dir := x.top.tempDir
		x.top.tempDirMu.Unlock()
		if dir != "" {
			os.RemoveAll(dir)
		}
	}
}
