//go:build unix

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

const (
	self     = syscall.RUSAGE_SELF
	children = syscall.RUSAGE_CHILDREN
)

// processorTime returns how long this process, or those of its children that
// have ended, had a processor.
func processorTime(whose int) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(whose, &u); err != nil {
		panic(err) // only for a bad argument
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// peakOf returns the peak memory of a process that has ended, in kilobytes.
func peakOf(p *os.ProcessState) int64 {
	if u, ok := p.SysUsage().(*syscall.Rusage); ok {
		return u.Maxrss
	}
	return 0
}

// childPeak returns the largest peak memory of the children that are alive, in
// kilobytes; 0 if the system does not say.
func childPeak() (peak int64) {
	all, _ := filepath.Glob("/proc/[0-9]*/status")
	parent := fmt.Sprintf("\nPPid:\t%d\n", os.Getpid())
	for _, name := range all {
		text, err := os.ReadFile(name)
		if err != nil || !strings.Contains(string(text), parent) {
			continue // it has ended, or is another's
		}
		_, rest, _ := strings.Cut(string(text), "\nVmHWM:")
		var kb int64
		if _, err := fmt.Sscan(rest, &kb); err == nil {
			peak = max(peak, kb)
		}
	}
	return peak
}
