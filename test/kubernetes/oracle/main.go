// Command oracle answers what the API server would answer to a CRD manifest, or to a custom resource.
//
// It reads JSON lines on standard input, each one case:
//
//	{"id": "...", "live": <whole CRD object> | null, "manifest": <whole CRD object>, "legacyV1beta1": false}
//
// and writes one JSON line for each, in the same order. The manifest is decoded, defaulted, converted and validated by
// the API server's own code as a PUT over the live object (with the live object's status), or as a POST where live is null.
//
// A case of a custom resource is
//
//	{"id": "...", "crd": <whole CRD object>, "version": "v1", "object": {...}, "old": {...} | null, "operation": "status"}
//
// The object is decoded, pruned, defaulted and validated under that version of the CRD: as a POST where old is null, else as
// a PUT over old, or of its status. The answer has what is pruned, and the object as it would be stored.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"log"
	"os"
	"runtime"

	"k8s.io/klog/v2"
)

// testCase is one line of input.
type testCase struct {
	ID       json.RawMessage `json:"id"`
	Live     json.RawMessage `json:"live"`
	Manifest json.RawMessage `json:"manifest"`
	// LegacyV1beta1 lets apiextensions.k8s.io/v1beta1 manifests through, as servers before 1.22 did.
	LegacyV1beta1 bool `json:"legacyV1beta1"`
	// Of a custom resource: the CRD, one of its versions, the object, what it replaces, and "status" for its status alone.
	CRD       json.RawMessage `json:"crd"`
	Version   string          `json:"version"`
	Object    json.RawMessage `json:"object"`
	Old       json.RawMessage `json:"old"`
	Operation string          `json:"operation"`
}

func main() {
	// The library logs what it finds odd in an object; the label says it.
	klog.LogToStderr(false)
	klog.SetOutput(io.Discard)

	// One slot a case, so that lines leave in the order in which they came while the cores work in parallel.
	slots := make(chan chan []byte, 4*runtime.NumCPU())
	go readCases(os.Stdin, slots)
	out := bufio.NewWriter(os.Stdout)
	for slot := range slots {
		out.Write(<-slot)
		out.WriteByte('\n')
	}
	if err := out.Flush(); err != nil {
		log.Fatal(err)
	}
}

func readCases(in io.Reader, slots chan<- chan []byte) {
	defer close(slots)
	workers := make(chan struct{}, runtime.NumCPU())
	reader := bufio.NewReaderSize(in, 1<<20)
	for {
		line, err := reader.ReadBytes('\n')
		if len(bytes.TrimSpace(line)) > 0 {
			slot := make(chan []byte, 1)
			slots <- slot
			workers <- struct{}{}
			go func() {
				slot <- answer(line)
				<-workers
			}()
		}
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			log.Fatal(err)
		}
	}
}

// answer labels one line. Input that is no case ends the program: a label that nobody asked for is worse than none.
func answer(line []byte) []byte {
	var c testCase
	if err := json.Unmarshal(line, &c); err != nil {
		log.Fatalf("no case: %v: %.200s", err, line)
	}
	if len(c.Manifest) == 0 && len(c.Object) == 0 {
		log.Fatalf("a case without a manifest: %.200s", line)
	}
	result := map[string]any{}
	if len(c.Object) > 0 {
		result = decideObject(c)
	} else {
		result = decide(c)
	}
	result["id"] = c.ID
	text, err := json.Marshal(result)
	if err != nil {
		log.Fatal(err)
	}
	return text
}
