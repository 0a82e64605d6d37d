//go:build linux

package hazards

import (
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
)

// locked opens the file and locks it.
func locked(t *testing.T, name string, how int) *os.File {
	f, err := os.OpenFile(name, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	if err := syscall.Flock(int(f.Fd()), how); err != nil {
		t.Fatal(err)
	}
	return f
}

// Who waits for the lock of a file waits as for a Mutex, and closing gives it back.
func TestFlock(t *testing.T) {
	name := filepath.Join(t.TempDir(), "lock")
	var wg sync.WaitGroup
	inside, together := 0, 0
	for i := range 3 {
		wg.Go(func() {
			f := locked(t, name, syscall.LOCK_EX)
			inside++
			together = max(together, inside)
			if err := os.WriteFile(name+"2", nil, 0o600); err != nil {
				t.Error(err)
			}
			inside--
			if i == 0 {
				syscall.Flock(int(f.Fd()), syscall.LOCK_UN)
			}
			f.Close()
		})
	}
	wg.Wait()
	if together != 1 {
		t.Errorf("%d had the lock", together)
	}
}

func TestFlockShared(t *testing.T) {
	name := filepath.Join(t.TempDir(), "lock")
	a, b := locked(t, name, syscall.LOCK_SH), locked(t, name, syscall.LOCK_SH)
	done := make(chan bool)
	go func() {
		locked(t, name, syscall.LOCK_EX).Close()
		close(done)
	}()
	a.Close()
	b.Close()
	<-done
}

func TestFlockNoWait(t *testing.T) {
	name := filepath.Join(t.TempDir(), "lock")
	defer locked(t, name, syscall.LOCK_EX).Close()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != syscall.EWOULDBLOCK {
		t.Error(err)
	}
}

func TestFlockTwice(t *testing.T) {
	name := filepath.Join(t.TempDir(), "lock")
	defer locked(t, name, syscall.LOCK_EX).Close()
	defer locked(t, name, syscall.LOCK_EX).Close()
}

// The lock is another process's, and so is the wait.
func TestFlockOfChild(t *testing.T) {
	name := filepath.Join(t.TempDir(), "lock")
	f := locked(t, name, syscall.LOCK_EX)
	cmd := exec.Command("sleep", "0.05")
	cmd.ExtraFiles = []*os.File{f}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	f.Close()
	locked(t, name, syscall.LOCK_EX).Close()
	cmd.Wait()
}
