package toolchain

const timeGo = "src/runtime/time.go"

// timeEdits give a worker its virtual clock and the group its own timers. A
// synctest bubble keeps its own.
var timeEdits = []Edit{
	{Name: "timer: whose it is", File: timeGo,
		Anchor: "\tisSending atomic.Int32\n",
		Put:    After, Text: `
	rkgen  uint32 // racekit: the execution that made it plus one, 0 is none
	rkwhen int64  // racekit: when, as it was before the first execution
`},
	{Name: "time.Now", File: timeGo,
		Anchor: `		return sec, nsec, 0
	}
	return time_now()
`,
		Put: Instead, Text: `		return sec, nsec, 0
	}
	if rkVirtual() {
		return rkNow(sys.GetCallerPC(), getfp())
	}
	return time_now()
`},
	{Name: "time.runtimeNano", File: timeGo,
		Anchor: `	if gp.bubble != nil {
		return gp.bubble.now
	}
	return nanotime()
`,
		Put: Before, Text: `	if gp.bubble == nil && rkVirtual() {
		return rkNano(sys.GetCallerPC(), getfp())
	}
`},
	{Name: "Sleep: point", File: timeGo,
		Anchor: "func timeSleep(ns int64) {\n",
		Put:    After, Text: `	if rk.on {
		rkPoint(rks_OpSleep, 0, sys.GetCallerPC())
	}
`},
	{Name: "Sleep: timer", File: timeGo,
		Anchor: `		gp.timer = t
	}
	var now int64
`,
		Put: Instead, Text: `		gp.timer = t
	}
	if !t.isFake {
		rkOwnTimer(t)
	}
	var now int64
`},
	{Name: "Sleep: clock", File: timeGo,
		Anchor: `		now = bubble.now
	} else {
		now = nanotime()
	}
	when := now + ns
`,
		Put: Instead, Text: `		now = bubble.now
	} else {
		now = rkTimerNow(t)
	}
	when := now + ns
`},
	{Name: "newTimer", File: timeGo,
		Anchor: `		t.isFake = true
	}
	t.modify(when, period, f, arg, 0)
`,
		Put: Instead, Text: `		t.isFake = true
	} else {
		rkOwnTimer(&t.timer)
	}
	if rk.on {
		rkPointUp(rks_OpTimer, unsafe.Pointer(t), sys.GetCallerPC())
	}
	t.modify(when, period, f, arg, 0)
`},
	{Name: "stopTimer: point", File: timeGo,
		Anchor: "func stopTimer(t *timeTimer) bool {\n",
		Put:    After, Text: `	if rk.on {
		rkPointUp(rks_OpTimer, unsafe.Pointer(t), sys.GetCallerPC())
	}
`},
	{Name: "resetTimer: point", File: timeGo,
		Anchor: "func resetTimer(t *timeTimer, when, period int64) bool {\n",
		Put:    After, Text: `	if rk.on {
		rkPointUp(rks_OpTimer, unsafe.Pointer(t), sys.GetCallerPC())
	}
	if !t.isFake {
		rkOwnTimer(&t.timer)
	}
`},
	{Name: "maybeAdd: the group's heap", File: timeGo,
		Anchor: `		ts = &bubble.timers
	} else {
		ts = &mp.p.ptr().timers
	}
	ts.lock()
`,
		Put: Instead, Text: `		ts = &bubble.timers
	} else if ts = rkTimers(t); ts == nil {
		ts = &mp.p.ptr().timers
	}
	ts.lock()
`},
	{Name: "maybeAdd: order in a bubble", File: timeGo,
		Anchor: "\t\t\tt.rand = cheaprand()\n",
		Put:    After, Text: `			if rk.on {
				t.rand = uint32(rkRand())
			}
`},
	{Name: "maybeAdd: order", File: timeGo,
		Anchor: `		t.state |= timerHeaped
		when = t.when
`,
		Put: Before, Text: `		if t.rkgen != 0 {
			t.rand = uint32(rkRand())
		}
`},
	{Name: "maybeRunAsync: clock", File: timeGo,
		Anchor: `		if now := nanotime(); t.when <= now {
			systemstack(func() {
`, Until: "1.27",
		Put: Instead, Text: `		if now := rkTimerNow(t); t.when <= now {
			systemstack(func() {
`},
	{Name: "maybeRunChan: clock", File: timeGo,
		Anchor: `	now := nanotime()
	if t.isFake {
		now = getg().bubble.now
`,
		Put: Instead, Text: `	now := rkTimerNow(t)
	if t.isFake {
		now = getg().bubble.now
`},
	{Name: "SetDeadline: clock", File: "src/runtime/netpoll.go",
		Anchor: "\t\td += nanotime()\n",
		Put:    Instead, Text: "\t\td += rkDeadlineNow(pd)\n"},
	{Name: "Stat: a file's times", File: "src/os/stat_linux.go",
		Anchor: "func fillFileStatFromSys(fs *fileStat, name string) {\n",
		Put:    After, Text: "\trkShowFileTimes(&fs.sys)\n"},
	{Name: "Chtimes: a file's times", File: "src/os/file_posix.go",
		Anchor: "\t\t\tutimes[i] = syscall.NsecToTimespec(t.UnixNano())\n",
		Put:    Instead, Text: "\t\t\tutimes[i] = syscall.NsecToTimespec(rkSetFileTime(t.UnixNano()))\n"},
}
