package pooluseafterput

import (
	"bytes"
	"strconv"
	"sync"
)

func newPool() *sync.Pool { return &sync.Pool{New: func() any { return new(bytes.Buffer) }} }

// A render returns the page of a user.
type render func(pool *sync.Pool, user int) []byte

func renderPut(pool *sync.Pool, user int) []byte {
	buf := pool.Get().(*bytes.Buffer)
	buf.WriteString("user ")
	buf.WriteString(strconv.Itoa(user))
	page := buf.Bytes()
	buf.Reset()
	pool.Put(buf)
	return page
}
