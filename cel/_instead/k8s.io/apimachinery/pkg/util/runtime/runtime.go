// Package runtime logs nothing.
package runtime

import "context"

func Must(err error) {
	if err != nil {
		panic(err)
	}
}

func HandleError(error) {}

func HandleErrorWithContext(context.Context, error, string, ...any) {}

func HandleErrorWithLogger(any, error, string, ...any) {}

func HandleCrash(...func(any)) {}

func HandleCrashWithLogger(any, ...func(any)) {}
