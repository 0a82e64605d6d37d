package frame

import (
	"os"
	"sync"
)

// folders are those that an end in a hurry removes.
var folders struct {
	sync.Mutex
	made []string
}

// TempFolder makes a folder that is removed even if the process has to end
// before whoever made it comes to that.
func TempFolder(pattern string) (string, error) {
	folders.Lock()
	defer folders.Unlock()
	dir, err := os.MkdirTemp("", pattern)
	if err == nil {
		folders.made = append(folders.made, dir)
	}
	return dir, err
}

// removeFolders removes all that is left, and lets nobody make more.
func removeFolders() {
	folders.Lock() // for good: the process ends
	for _, dir := range folders.made {
		os.RemoveAll(dir)
	}
}
