package main

import "fmt"

type node struct{ next *node }

func (n *node) walk() *node { return n.next.next }

func main() {
	fmt.Println("before")
	defer func() {
		if r := recover(); r != nil {
			panic(fmt.Errorf("wrapped: %v\nsecond line", r))
		}
	}()
	(&node{}).walk()
}
