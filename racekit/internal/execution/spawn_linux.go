package execution

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"sync"
	"syscall"
)

// spawn starts cmd so that it dies with this process. The kernel ties that to
// the thread that starts it, so it is one that lives as long as the process.
func spawn(cmd *exec.Cmd) error {
	ownGroup(cmd)
	cmd.SysProcAttr.Pdeathsig = syscall.SIGKILL
	done := make(chan error)
	spawner() <- func() { done <- cmd.Start() }
	return <-done
}

var spawner = sync.OnceValue(func() chan<- func() {
	todo := make(chan func())
	go func() {
		runtime.LockOSThread()
		for f := range todo {
			f()
		}
	}()
	return todo
})

// interrupt asks a process for a dump of its goroutines. A thread that is busy
// is asked, as only it can tell what it does.
func interrupt(p *os.Process) {
	threads, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*", p.Pid))
	for _, dir := range threads {
		stat, _ := os.ReadFile(filepath.Join(dir, "stat"))
		state := stat[bytes.LastIndexByte(stat, ')')+1:] // behind the name
		tid, err := strconv.Atoi(filepath.Base(dir))
		if err == nil && bytes.HasPrefix(state, []byte(" R")) && syscall.Tgkill(p.Pid, tid, syscall.SIGQUIT) == nil {
			return
		}
	}
	quit(p)
}

// sharedDir is memory where there is enough of it, else the default.
func sharedDir() string {
	const dir = "/dev/shm"
	var fs syscall.Statfs_t
	if syscall.Statfs(dir, &fs) != nil || int64(fs.Bavail)*fs.Bsize < 2*sharedSize {
		return ""
	}
	if f, err := tempFile(dir, "racekit-probe-"); err != nil {
		return ""
	} else {
		f.Close()
	}
	return dir
}

// memory returns how many bytes of memory a process uses; 0 is unknown.
func memory(pid int) int64 {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/statm", pid))
	fields := bytes.Fields(b)
	if err != nil || len(fields) < 2 {
		return 0
	}
	pages, err := strconv.ParseInt(string(fields[1]), 10, 64)
	if err != nil {
		return 0
	}
	return pages * int64(os.Getpagesize())
}

// descendantTicks returns the time of the processor that the processes below a
// process have used, in ticks.
func descendantTicks(pid int) int64 {
	var sum int64
	tasks, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", pid))
	for _, task := range tasks {
		children, _ := os.ReadFile(task)
		for _, child := range bytes.Fields(children) {
			stat, _ := os.ReadFile(fmt.Sprintf("/proc/%s/stat", child))
			fields := bytes.Fields(stat[bytes.LastIndexByte(stat, ')')+1:]) // behind the name
			for i := 11; i < 15 && i < len(fields); i++ {                   // its own, and of those that have ended
				n, _ := strconv.ParseInt(string(fields[i]), 10, 64)
				sum += n
			}
			if id, err := strconv.Atoi(string(child)); err == nil {
				sum += descendantTicks(id)
			}
		}
	}
	return sum
}
